#!/usr/bin/env python3
"""Verifies an auditlog/1 bundle or mirror file with nothing of AuditLog's own: Python 3.8 or newer, and openssl 3 for Ed25519.

    verify-bundle.py [--allow-part] [--policy FILE] [--timestamp-certificate FILE] FILE [KEY ...]
                                                       KEY: a verifier key NAME+ID+BASE64, or a file of such lines

Exit code 0: everything holds and, where keys were given, one of them vouches. 1: not so, and why. 2: usage.
--allow-part: a part of a log is asked for, so entries absent before its first and after its last are no fault.
--policy: a witness policy (C2SP tlog-policy), whose quorum must have cosigned. --timestamp-certificate: PEM certificates of
time-stamp authorities, by one of whom there must be a token. Both ask for keys.
The numbers in the comments are the sections of format.md. Rekor (section 8) and pruning (section 9) are not followed.
A signature is valid here when openssl says so, which is less strict than section 5 about signatures that only the
key's owner can make.
"""
import base64, datetime, decimal, hashlib, json, os, re, subprocess, sys, tempfile, zlib

INTEGER = "0|[1-9][0-9]*"
HASH = "[0-9a-f]{64}"
KINDS = ("pruned", "kept", "consistency", "attestation", "timestamp", "rekor", "sealed", "proof", "end")

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

def unzip(file):                                                                                # 6: one member, and nothing else
    pieces, reader = iter(lambda: file.read(1 << 16), b""), zlib.decompressobj(31)
    for piece in pieces:
        need(not reader.eof, "there is something behind the gzip data")
        while piece:
            yield reader.decompress(piece, 1 << 20)
            piece = reader.unconsumed_tail
    need(reader.eof and not reader.unused_data, "the gzip data is cut short, or something follows it")

def lines(path):
    with open(path, "rb") as file:
        packed, rest = file.read(2) == b"\x1f\x8b", b""
        file.seek(0)
        for piece in unzip(file) if packed else iter(lambda: file.read(1 << 20), b""):
            *whole, rest = (rest + piece).split(b"\n")
            need(len(rest) <= 2 * 1024 * 1024, "a line is too long")
            yield from whole
        need(not rest, "a line is cut short")

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

def holds(text, signature, public):
    with tempfile.TemporaryDirectory() as folder:
        parts = {"text": text.encode(), "sig": signature, "key": bytes.fromhex("302a300506032b6570032100") + public}
        for part, content in parts.items():
            with open(os.path.join(folder, part), "wb") as file: file.write(content)
        command = "openssl pkeyutl -verify -rawin -in text -sigfile sig -pubin -keyform DER -inkey key".split()
        return subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

def read_policy(text):                                                                          # 8: C2SP tlog-policy
    defined, keys, used, quorum = {"none": True}, [], set(), None
    need(text.endswith("\n") and not re.search("[\x00-\x08\x0b-\x1f\x7f]", text), "the policy is cut short, or holds a control character")
    for words in (re.split("[ \t]+", line.strip(" \t")) for line in text.split("\n")):
        if words == [""] or words[0][0] == "#": continue
        kind, name = words[0], words[1]
        if kind == "log": keys.append(read_key(name))
        elif kind == "witness":
            label, key_id, key = words[2].split("+", 2)
            key = unbase64(key)
            known = key[:1] in (b"\x04", b"\x06") and sha(label.encode(), b"\n", key)[:4].hex() == key_id
            need(known and name not in defined, "a witness of the policy is none")
            defined[name] = (label, bytes.fromhex(key_id), key)
        elif kind == "group":
            members = words[3:]
            free = [member for member in set(members) if member in defined and member != "none" and member not in used]
            need(name not in defined and members and len(free) == len(members), "a group of the policy is none")
            count = {"all": len(members), "any": 1}.get(words[2]) or int(words[2])
            need(1 <= count <= len(members), "the threshold of a group is none")
            used.update(members)
            defined[name] = (count, members)
        else:
            need(kind == "quorum" and quorum is None and name in defined, "a line of the policy is none")
            quorum = name
    need(quorum, "the policy has no quorum")
    return defined, keys, quorum

def cosigned(note, policy, name):                                                               # 8: C2SP tlog-cosignature
    """Whether a witness or a group of the policy cosigned a note."""
    of = policy[0][name]
    if of is True: return True
    if len(of) == 2: return sum(cosigned(note, policy, member) for member in of[1]) >= of[0]
    text, _, signatures = note.rpartition("\n\n")
    found = False
    for label, blob in (line[2:].split(" ") for line in signatures[:-1].split("\n")):
        blob = unbase64(blob)
        if (label, blob[:4]) != of[:2] or of[2][:1] != b"\x04": continue
        time = int.from_bytes(blob[4:12], "big")
        message = "cosignature/v1\ntime %d\n%s\n" % (time, text)
        need(len(blob) == 76 and 0 < time < 253402300800 and holds(message, blob[12:], of[2][1:]), "the cosignature in the name of %s does not hold" % label)
        print("Note: %s cosigned %s entries at %s" % (label, text.split("\n")[1], datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=time)))
        found = True
    return found

def artifacts(note, names):                                                                     # 8: the hash of the artifact of each signature
    text, _, signatures = note.rpartition("\n\n")
    for line in signatures[:-1].split("\n"):
        name, blob = line[2:].split(" ")
        if name + "+" + unbase64(blob)[:4].hex() in names: yield sha(("%s\n\n%s\n" % (text, line)).encode()).hex()

def stamped(record, certificates):                                                              # 8: RFC 3161, as things stood at the token's own time
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "token"), "wb") as file: file.write(unbase64(record["token"]))
        def openssl(command): return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        shown = openssl("openssl ts -reply -token_in -token_out -text -in token".split()).stdout.decode("utf-8", "replace")
        time = re.search(r"Time stamp: (\w{3}) +(\d+) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT", shown)
        need(time and re.search("Hash Algorithm: sha256", shown), "a time stamp is none")
        at = datetime.datetime.strptime(" ".join(time.groups()), "%b %d %H:%M:%S %Y")
        seconds = (at - datetime.datetime(1970, 1, 1)).total_seconds()
        command = "openssl ts -verify -token_in -in token -digest %s -partial_chain -attime %d -CAfile" % (record["note"], seconds)
        return at if openssl(command.split() + [os.path.abspath(certificates)]).returncode == 0 else None

class Ring:                                                                                     # 5: who is trusted, for which sizes
    def __init__(self, keys):
        self.names, self.bounds = list(keys), {key[2]: {"from": 0, "retired": None, "trees": None} for key in keys}

    def signers(self, note, counts):
        """The trusted keys that signed a note, and the name in which somebody else did."""
        text, _, signatures = note.rpartition("\n\n")
        need(text and note.endswith("\n"), "an attestation is no signed note")
        good, forged = [], None
        for line in signatures[:-1].split("\n"):
            name, blob = re.fullmatch(r"— ([^\s+]+) (\S+)", line).groups()
            claimed = [key for key in self.names if (name, unbase64(blob)[:4]) == key[:2] and counts(self.bounds[key[2]])]
            valid = [key for key in claimed if holds(text + "\n", unbase64(blob)[4:], key[2])]
            good += valid[:1]
            if claimed and not valid: forged = name
        return good, forged

    def vouchers(self, note, size, root):
        def counts(of): return of["from"] <= size <= (size if of["retired"] is None else of["retired"]) and (of["trees"] is None or (size, root) in of["trees"])
        good, forged = self.signers(note, counts)
        need(not forged, "the signature in the name of %s does not hold" % forged)
        return {name + "+" + key_id.hex() for name, key_id, _ in good}

    def learn(self, seq, entry, log, root_before, tree=None):
        try:
            note = entry["data"]["note"]
            said = re.fullmatch("auditlog/1 key statement\nlog (%s)\ntree (%s) (\\S+)\n(?:announce (\\S+)\n)?(?:retire (\\S+)\n)?" % (HASH, INTEGER), note.rpartition("\n\n")[0] + "\n")
            of, size, root, announced, retired = said.groups()
            announced, retired = announced and read_key(announced), retired and read_key(retired)
            good, _ = self.signers(note, lambda of: of["from"] < seq and (of["retired"] is None or of["retired"] >= seq))
        except (AttributeError, LookupError, TypeError, ValueError): return                     # 4: an entry may say anything
        if of != log.hex() or int(size) != seq - 1 or not (announced or retired) or not good or root_before() != unbase64(root): return
        if announced and announced[2] not in self.bounds:
            self.names.append(announced)
            self.bounds[announced[2]] = {"from": seq, "retired": None, "trees": tree and {tree}}
        elif announced and tree and self.bounds[announced[2]]["from"] == seq: self.bounds[announced[2]]["trees"].add(tree)
        if retired and retired[2] in [key[2] for key in good] and self.bounds[retired[2]]["retired"] is None: self.bounds[retired[2]]["retired"] = seq

def read_checkpoint(note, header, log):                                                         # 5
    origin, size, root, head, of, time = note.split("\n")[:6]
    need(origin == header["origin"] and of == "log " + log.hex(), "an attestation is of another log")
    need(re.fullmatch(INTEGER, size) and time[:5] == "time " and is_time(time[5:]), "an attestation is none")
    need(len(unbase64(root)) == 32, "the root of an attestation is none")
    return int(size), unbase64(root), head[5:]

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
    """The root to which a path leads, and the root of the leaves before: its left siblings."""
    last, before = size - 1, None
    for item in path:
        need(last > 0, "an inclusion path is too long")
        left = index & 1 or index == last
        if left: before = node(item, before) if before else item
        leaf = node(item, leaf) if left else node(leaf, item)
        while left and index and not index & 1: index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    need(last == 0, "an inclusion path is too short")
    return leaf, before or sha(b"")

def is_seq(value): return type(value) is int and 1 <= value < 2**53

def read_path(path):
    need(isinstance(path, list) and len(path) <= 64, "a path is no list of at most 64 hashes")
    path = [unbase64(item) for item in path]
    need(all(len(item) == 32 for item in path), "a path holds something that is no hash")
    return path

def check_record(record, line, before):                                                         # 6: its members, and its order
    (kind, value), = record.items()
    if kind not in KINDS:
        need(line not in before.setdefault("", set()) and len(before[""]) < 100000, "a record of an unknown kind is there twice")
        before[""].add(line)
        return kind
    members = {"pruned": "edge statement through", "kept": "entry path seq size", "consistency": "from path to", "timestamp": "note token", "rekor": "entry note",
               "sealed": "path salt seq value", "proof": "checkpoint path seq", "end": "count head"}
    need(isinstance(value, str) if kind == "attestation" else list(value) == members[kind].split(), "a record of the kind %s is none" % kind)
    number, note = 0, ""
    if kind == "attestation": number = int(value.split("\n")[1]) if re.fullmatch("[0-9]{1,18}", (value.split("\n") + [""])[1], re.ASCII) and value.count("\n") > 1 else 0
    elif kind in ("timestamp", "rekor"):
        note = value["note"]
        need(re.fullmatch(HASH, note) and isinstance(value.get("token", ""), str) and isinstance(value.get("entry", {}), dict), "evidence is none")
    elif kind != "end":
        number = value["through" if kind == "pruned" else "from" if kind == "consistency" else "seq"]
        need(is_seq(number) and is_seq(value.get("size", value.get("to", number))) and value.get("size", value.get("to", number)) >= number, "a number is none")
        read_path(value["edge"] if kind == "pruned" else [] if kind == "sealed" else value["path"])
        need(isinstance(value.get({"pruned": "statement", "kept": "entry", "proof": "checkpoint"}.get(kind, ""), ""), str), "a member is not text")
    need(kind != "pruned" or kind not in before, "there are two pruned records")
    rank = min(KINDS.index(kind), 5) - (kind == "rekor") if KINDS.index(kind) < 6 else KINDS.index(kind)
    need(rank >= before.get(None, 0), "a record of the kind %s stands behind one that comes after it" % kind)
    need(kind not in before or before[kind] < (number, note, line), "records of the kind %s are not in order, or twice" % kind)
    before[None], before[kind] = rank, (number, note, line)
    return kind

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

def verify(path, keys, allow_part=False, policy=None, certificates=None):
    source = lines(path)
    line = next(source, b"")
    header, log = parse(line), sha(b"auditlog/1 header\n", line)                                # 3
    need(list(header) == ["created", "format", "id", "origin"] and header["format"] == "auditlog/1", "line 1 is no header")
    need(is_time(header["created"]) and re.fullmatch("[0-9a-f]{32}", header["id"]), "line 1 is no header")
    first, head, before, leaves, records, others, order, sealed, opened, stated = 1, log, log.hex(), [], {kind: [] for kind in KINDS}, {}, {}, {}, set(), {}
    for line in source:
        entry = parse(line, 66)
        if order or len(entry) == 1:
            need(len(entry) == 1 and not records["end"], "a line stands where none may")
            kind = check_record(entry, line, order)
            if kind in records: records[kind].append(entry[kind])
            else: others[kind] = others.get(kind, 0) + 1
            continue
        if not leaves: first, before = entry["seq"], entry["prev"]
        try: check_entry(line, entry, first + len(leaves), head.hex() if leaves or first == 1 else None)
        except ValueError as e: raise ValueError("entry %d: %s" % (first + len(leaves), e))
        head = sha(b"\x00", line)
        leaves.append(head)
        if b'"$sealed"' in line: sealed[first + len(leaves) - 1] = entry
        if entry["type"] == "auditlog.key": stated[first + len(leaves) - 1] = entry
    if order or not path.endswith((".jsonl", ".jsonl.gz")):                                     # 6
        need(records["end"], "there is no end record: the bundle was cut short")
        need(records["end"][0] == {"count": len(leaves), "head": head.hex()}, "the end record is not of these entries")
    need(first == 1 or before != log.hex(), "entry %d follows the header" % first)
    need(first == 1 or allow_part, "it starts at entry %d, and a part was not asked for" % first)  # 7
    if policy: keys = keys + policy[1]
    last, ring, vouched, names, proven, trees, own, seen = first + len(leaves) - 1, Ring(keys), 0, set(), {}, {}, {}, 0
    notes = [(note, *read_checkpoint(note, header, log)) for note in records["attestation"]]
    proofs = [(proof["seq"], read_path(proof["path"]), proof["checkpoint"], *read_checkpoint(proof["checkpoint"], header, log)) for proof in records["proof"]]
    carried = {(size, root) for *_, size, root, _ in notes + proofs}
    known = roots(leaves, {size for _, size, _, _ in notes} | {seq - 1 for seq in stated}) if first == 1 else {}
    for seq, way, _, size, root, said in proofs:
        need(first <= seq <= min(size, last), "a proof is of an entry that is not there")
        found, trees[seq] = climb(leaves[seq - first], seq - 1, size, way)
        need(found == root and (size != seq or said == leaves[seq - first].hex()), "an inclusion proof does not hold")
        proven[size, root] = max(seq, proven.get((size, root), 0))
    for kept in records["kept"]:                                                                # 6
        seq, size, line = kept["seq"], kept["size"], kept["entry"].encode("utf-8")
        entry = parse(line)
        check_entry(line, entry, seq, None)
        need(seq < first, "an entry is kept that does not lie before the first one here")
        if size not in [tree[0] for tree in carried]: continue
        found, tree = climb(sha(b"\x00", line), seq - 1, size, read_path(kept["path"]))
        need((size, found) in carried, "the path of a kept entry does not lead to a checkpoint in this file")
        if entry["type"] == "auditlog.key": ring.learn(seq, entry, log, lambda: tree, (size, found))
    for seq, entry in stated.items(): ring.learn(seq, entry, log, lambda: known.get(seq - 1, trees.get(seq)))
    for note, size, root, said in notes + [proof[2:] for proof in proofs]:
        need(size not in known or known[size] == root, "the attestation of %d entries is of another history" % size)
        leaf = leaves[size - first].hex() if first <= size <= last else before
        need(said == leaf or not first - 1 <= size <= last, "the attestation of %d entries has another head" % size)
        by = ring.vouchers(note, size, root)
        need(size <= last or allow_part or (keys and not by), "an attestation covers %d entries, and only %d are there" % (size, last))
        reach = size if size in known else proven.get((size, root), 0)
        if by and reach:
            vouched, names = max(vouched, reach), names | by
            for artifact in artifacts(note, by): own[artifact] = size
            if policy and cosigned(note, policy, policy[2]): seen = max(seen, reach)
        if by and not leaves and size == 0: names = names | by
    for opening in records["sealed"]: check_opening(opening, sealed, opened)
    for kind, count in sorted(others.items())[:20]: print("Note: %d records of a kind that is not known here: %s" % (count, ascii(kind)[:60]))
    times = [(own[record["note"]], stamped(record, certificates)) for record in records["timestamp"] if certificates and record["note"] in own]
    for size, time in times: print("Note: a time stamp for %d entries %s" % (size, "of %s holds" % time if time else "does not hold, or is by somebody else"))
    need(not certificates or [time for _, time in times if time], "no time stamp in it is by an authority that was handed over")
    need(not policy or policy[2] == "none" or seen, "no attestation in it is cosigned by the quorum of the policy")
    for kind in ("pruned", "consistency", "rekor") if certificates else ("pruned", "consistency", "timestamp", "rekor"):
        if records[kind]: print("Note: %d records of the kind %s were not checked" % (len(records[kind]), kind))
    need(vouched or names or not keys, "no attestation tied to these entries is by a key that was handed over")
    said = "up to %d vouched for by %s" % (vouched, ", ".join(sorted(names))) if keys else "vouched for by nobody: no key was given"
    range = "entries %d to %d" % (first, last) if leaves else "no entries, so nothing was verified,"
    return "Intact: %s of %s (log %s), %s." % (range, header["origin"], log.hex(), said)

if __name__ == "__main__":
    part, options, given = False, {"--policy": None, "--timestamp-certificate": None}, []
    arguments = iter(sys.argv[1:])
    for argument in arguments:
        if argument == "--allow-part": part = True
        elif argument in options: options[argument] = next(arguments, None) or sys.exit(print(__doc__) or 2)
        else: given.append(argument)
    if not given: sys.exit(print(__doc__) or 2)
    try:
        texts = [open(key, encoding="utf-8").read() if os.path.exists(key) else key for key in given[1:]]
        trusted = [read_key(line) for text in texts for line in text.split("\n") if line.strip() and line[0] != "#"]
        rule = options["--policy"] and read_policy(open(options["--policy"], encoding="utf-8", newline="").read())
        print(verify(given[0], trusted, part, rule, options["--timestamp-certificate"]))
    except (ArithmeticError, AttributeError, LookupError, OSError, EOFError, RecursionError, TypeError, ValueError, zlib.error) as e:
        sys.exit(print("Refused: %s." % e) or 1)
