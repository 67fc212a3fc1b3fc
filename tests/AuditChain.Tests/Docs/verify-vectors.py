"""Asks docs/verify-bundle.py about every attack on a bundle or mirror file in tests/vectors, and prints where it differs.

It has no -Checkpoint, so what is expected against checkpoints is left out. Last line: how many answers were compared.
"""
import base64, contextlib, glob, gzip, importlib.util, io, json, os, sys, tempfile

root = sys.argv[1]
loader = importlib.util.spec_from_file_location("verify_bundle", os.path.join(root, "docs", "verify-bundle.py"))
script = importlib.util.module_from_spec(loader)
loader.loader.exec_module(script)
# Openssl takes it, and nobody but the key's owner can make it: the one difference that the script admits to.
ADMITTED = {("11-signature-neutral-point.bundle", 1), ("11-signature-neutral-point.gz", 1)}

def answer(path, keys, part):
    try:
        with contextlib.redirect_stdout(io.StringIO()): script.verify(path, [script.read_key(key) for key in keys], part)
        return "Intact"
    except (ArithmeticError, AttributeError, LookupError, OSError, EOFError, RecursionError, TypeError, ValueError, script.zlib.error) as e:
        return "refused: %s" % e

count = 0
with tempfile.TemporaryDirectory() as folder:
    for file in sorted(glob.glob(os.path.join(root, "tests", "vectors", "[0-9][0-9]-*.json"))):
        with open(file, encoding="utf-8") as stream: vector = json.load(stream)
        if vector["form"] not in ("Bundle", "Gz", "Mirror"): continue
        path = os.path.join(folder, vector["fileName"])
        with open(path, "wb") as stream: stream.write(gzip.decompress(base64.b64decode(vector["content"])))
        for expected in vector["expectations"]:
            if expected.get("checkpoints"): continue
            count += 1
            keys, said = expected.get("keys", []), expected.get("verdict") or expected.get("error")
            found = answer(path, keys, expected.get("allowPart", False))
            if (said == "Intact") != (found == "Intact") and (vector["name"], len(keys)) not in ADMITTED:
                print("%s, %d keys: expected %s, got %s" % (vector["name"], len(keys), said, found))
print(count)
