#!/usr/bin/env python3
"""Verifies an auditlog/1 bundle or mirror file with nothing of AuditLog's own: Python 3.8 or newer, and openssl 3 for Ed25519.

    verify-bundle.py FILE [KEY ...]        KEY: a verifier key NAME+ID+BASE64, or a file of such lines

Exit code 0: everything holds and, where keys were given, one of them vouches. 1: not so, and why. 2: usage.
The numbers in the comments are the sections of format.md. Key rotation is not followed: hand over every key that you trust.
A signature is valid here when openssl says so, which is less strict than section 5 about signatures that only the key's
owner can make.
"""
import base64, datetime, decimal, gzip, hashlib, json, math, os, re, subprocess, sys, tempfile

INTEGER = "0|[1-9][0-9]*"

def need(condition, reason):
    if not condition: raise ValueError(reason)

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def node(left, right): return sha(b"\x01", left, right)                                         # 1

def unbase64(text):
    content = base64.b64decode(text, validate=True)
    need(base64.b64encode(content).decode() == text, "base64 is not canonical")
    return content

def base64url(content): return base64.urlsafe_b64encode(content).decode().rstrip("=")

def number(value):                                                                              # 2: as ECMAScript spells the double
    sign, digits, exponent = decimal.Decimal(repr(float(value))).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + exponent
    if 0 < point <= 21: text = text.ljust(point, "0")[:point] + ("." + text[point:] if text[point:] else "")
    elif -6 < point <= 0: text = "0." + "0" * -point + text
    else: text = text[0] + ("." + text[1:] if text[1:] else "") + "e%+d" % (point - 1)
    return "-" * sign + text

def canonical(value, depth):                                                                    # 2
    if isinstance(value, (str, bool)) or value is None: return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)): return number(value)
    need(depth > 0, "it nests too deep")
    if isinstance(value, list): return "[" + ",".join(canonical(item, depth - 1) for item in value) + "]"
    members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
    return "{" + ",".join(canonical(name, 0) + ":" + canonical(item, depth - 1) for name, item in members) + "}"

def parse(line, depth=64):
    value = json.loads(line.decode("utf-8"))
    need(isinstance(value, dict) and canonical(value, depth).encode("utf-8") == line, "a line is no object in canonical JSON")
    return value

def lines(path):
    with open(path, "rb") as file: opener = gzip.open if file.read(2) == b"\x1f\x8b" else open
    with opener(path, "rb") as file:
        for line in iter(lambda: file.readline(2 * 1024 * 1024 + 2), b""):
            need(line.endswith(b"\n"), "a line is cut short, or too long")
            yield line[:-1]

def is_time(text):                                                                              # 4
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z", text, re.ASCII), "a time is spelled otherwise")
    return datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")

def check_entry(line, entry, seq, prev):                                                        # 4
    need(len(line) <= 1024 * 1024, "it is longer than 1 MiB")
    need(entry["seq"] == seq and type(seq) is int and 1 <= seq < 2**53, "its seq is %r" % entry["seq"])
    need(re.fullmatch("[0-9a-f]{64}", entry["prev"]) and prev in (None, entry["prev"]), "prev is not the hash of what is before")
    need(is_time(entry["time"]) and is_time(entry.get("occurred", entry["time"])), "a time is not of the form")
    need(1 <= len(entry["type"].encode("utf-16-le")) // 2 <= 128 and not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in entry["type"]), "its type is not 1 to 128 characters without controls")
    texts = [entry.get(name, "") for name in ("type", "action", "outcome", "message", "source", "correlation")]
    texts += [entry[name]["id"] for name in ("actor", "target") if name in entry]
    need(all(isinstance(text, str) for text in texts), "a member is not text")

def read_key(line):                                                                             # 5
    name, key_id, key = line.strip().split("+", 2)
    need(unbase64(key)[:1] == b"\x01" and sha(name.encode(), b"\n", unbase64(key))[:4].hex() == key_id, "no key: " + line)
    return name, bytes.fromhex(key_id), unbase64(key)[1:]

def signers(note, keys):                                                                        # 5
    text, _, signatures = note.rpartition("\n\n")
    need(text and note.endswith("\n"), "an attestation is no signed note")
    found = [re.fullmatch(r"— ([^\s+]+) (\S+)", line).groups() for line in signatures[:-1].split("\n")]
    claimed = [(key, unbase64(blob)) for name, blob in found for key in keys if name == key[0] and unbase64(blob)[:4] == key[1]]
    with tempfile.TemporaryDirectory() as folder:
        for (name, _, public), blob in claimed:
            parts = {"text": text.encode() + b"\n", "sig": blob[4:], "key": bytes.fromhex("302a300506032b6570032100") + public}
            for part, content in parts.items():
                with open(os.path.join(folder, part), "wb") as file: file.write(content)
            command = "openssl pkeyutl -verify -rawin -in text -sigfile sig -pubin -keyform DER -inkey key".split()
            result = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            need(result.returncode == 0, "the signature in the name of %s does not hold" % name)
    return {name + "+" + key_id.hex() for (name, key_id, _), _ in claimed}

def read_checkpoint(note, header, log):                                                         # 5
    origin, size, root, head, of, time = note.split("\n")[:6]
    need(origin == header["origin"] and of == "log " + log.hex(), "an attestation is of another log")
    need(re.fullmatch(INTEGER, size) and time[:5] == "time " and is_time(time[5:]), "an attestation is none")
    need(len(unbase64(root)) == 32, "the root of an attestation is none")
    return int(size), unbase64(root), head

def roots(leaves, sizes):                                                                       # 1: RFC 6962 section 2.1
    edge, found = [], {0: sha(b"")}
    for size, leaf in enumerate(leaves, 1):
        edge.append(leaf)
        for _ in range((size & -size).bit_length() - 1): edge[-2:] = [node(edge[-2], edge[-1])]
        if size in sizes:
            found[size] = edge[-1]
            for left in edge[-2::-1]: found[size] = node(left, found[size])
    return found

def climb(leaf, index, size, path):                                                             # 6: RFC 9162 section 2.1.3.2
    last = size - 1
    for item in path:
        need(last > 0, "an inclusion path is too long")
        left = index & 1 or index == last
        leaf = node(item, leaf) if left else node(leaf, item)
        while left and index and not index & 1: index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    need(last == 0, "an inclusion path is too short")
    return leaf

def check_opening(opening, entries, opened):                                                    # 4
    seq, pointer, salt = opening["seq"], opening["path"], base64.urlsafe_b64decode(opening["salt"] + "==")
    need(len(opening) == 4 and pointer.startswith("/data") and (seq, pointer) not in opened, "an opening is none, or there twice")
    need(len(salt) == 16 and base64url(salt) == opening["salt"], "the salt of an opening is not 16 bytes of base64url")
    value = entries[seq]
    for token in pointer.split("/")[1:]:
        need(isinstance(value, dict) or re.fullmatch(INTEGER, token), "the path of an opening leads nowhere")
        value = value[int(token)] if isinstance(value, list) else value[token.replace("~1", "/").replace("~0", "~")]
    commitment = sha(b"auditlog/1 sealed\n", salt, canonical(opening["value"], 64).encode("utf-8"))
    need(value == {"$sealed": base64url(commitment)}, "an opening does not match entry %d" % seq)
    opened.add((seq, pointer))

def verify(path, keys):
    source = lines(path)
    line = next(source, b"")
    header, log = parse(line), sha(b"auditlog/1 header\n", line)                                # 3
    need(list(header) == ["created", "format", "id", "origin"] and header["format"] == "auditlog/1", "line 1 is no header")
    need(is_time(header["created"]) and re.fullmatch("[0-9a-f]{32}", header["id"]), "line 1 is no header")
    first, head, before, leaves, records, sealed, opened = 1, log, log.hex(), [], [], {}, set()
    for line in source:
        entry = parse(line, 66)
        if records or len(entry) == 1:
            need(len(entry) == 1 and "end" not in (records or [""])[-1], "a line stands where none may")
            records.append(entry)
            continue
        if not leaves: first, before = entry["seq"], entry["prev"]
        try: check_entry(line, entry, first + len(leaves), head.hex() if leaves or first == 1 else None)
        except ValueError as e: raise ValueError("entry %d: %s" % (first + len(leaves), e))
        head = sha(b"\x00", line)
        leaves.append(head)
        if b'"$sealed"' in line: sealed[first + len(leaves) - 1] = entry
    if records or not path.endswith((".jsonl", ".jsonl.gz")):                                   # 6
        need(records and "end" in records[-1], "there is no end record: the bundle was cut short")
        need(records[-1]["end"] == {"count": len(leaves), "head": head.hex()}, "the end record is not of these entries")
    need(first == 1 or before != log.hex(), "entry %d follows the header" % first)
    last, vouched, names = first + len(leaves) - 1, 0, set()
    notes = [(r["attestation"], *read_checkpoint(r["attestation"], header, log)) for r in records if "attestation" in r]
    known = roots(leaves, {note[1] for note in notes}) if first == 1 else {}
    for note, size, root, said in notes:
        need(first > 1 or size <= last, "an attestation covers %d entries, and only %d are there" % (size, last))
        need(first > 1 or known[size] == root, "the attestation of %d entries is of another history" % size)
        leaf = leaves[size - first].hex() if first <= size <= last else before
        need(said == "head " + leaf or not first - 1 <= size <= last, "the attestation of %d entries has another head" % size)
        by = signers(note, keys)
        if by and first == 1: vouched, names = max(vouched, size), names | by
    for proof in (r["proof"] for r in records if "proof" in r):
        size, root, _ = read_checkpoint(proof["checkpoint"], header, log)
        need(len(proof) == 3 and first <= proof["seq"] <= min(size, last), "a proof is of an entry that is not there")
        path = [unbase64(item) for item in proof["path"]]
        need(climb(leaves[proof["seq"] - first], proof["seq"] - 1, size, path) == root, "an inclusion proof does not hold")
        by = signers(proof["checkpoint"], keys)
        if by: vouched, names = max(vouched, proof["seq"]), names | by
    for record in records:
        if "sealed" in record: check_opening(record["sealed"], sealed, opened)
    others = [kind for record in records for kind in record if kind not in ("attestation", "proof", "sealed", "end")]
    need(len(others) <= 1000, "there are more than 1000 records of unknown kinds")
    for kind in sorted(set(others)): print("Note: records of a kind that is not known here:", kind)
    need(vouched or not keys, "no attestation tied to these entries is by a key that was handed over")
    said = "up to %d vouched for by %s" % (vouched, ", ".join(sorted(names))) if keys else "vouched for by nobody: no key was given"
    range = "entries %d to %d" % (first, last) if leaves else "no entries, so nothing was verified,"
    return "Intact: %s of %s (log %s), %s." % (range, header["origin"], log.hex(), said)

if __name__ == "__main__":
    if len(sys.argv) < 2: sys.exit(print(__doc__) or 2)
    try:
        given = [open(key, encoding="utf-8").read() if os.path.exists(key) else key for key in sys.argv[2:]]
        trusted = [read_key(line) for text in given for line in text.split("\n") if line.strip() and line[0] != "#"]
        print(verify(sys.argv[1], trusted))
    except (ArithmeticError, AttributeError, LookupError, OSError, EOFError, RecursionError, TypeError, ValueError) as e:
        sys.exit(print("Refused: %s." % e) or 1)
