"""Writes tests/golden/passes.json once, and holds it against the code ever after.

`python tools/golden_passes.py`: passes that are in people's hands must be read for as long as
they live, so a file that is there is never written again; status 1 if the code has left it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from service.passes.token import PASS, ReadPass, decode_pass, encode_pass
from service.sites.keys import key_id
from tests.passes.samples import ISSUER, SAMPLES

FILE = Path(__file__).resolve().parent.parent / "tests" / "golden" / "passes.json"


def vectors() -> dict[str, Any]:
    """The issuer's key, and each sample with its payload and its text."""
    signer = ISSUER.signer
    private = signer.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return {
        "private_key": private.hex(),
        "public_key": signer.public.hex(),
        "kid": key_id(signer.public).hex(),
        "external_aad": PASS,
        "passes": [_vector(name) for name in SAMPLES],
    }


def _vector(name: str) -> dict[str, str]:
    text = encode_pass(SAMPLES[name], ISSUER.signer)
    read = decode_pass(text)
    if not isinstance(read, ReadPass) or read.said != SAMPLES[name]:
        raise ValueError(f"{name}: {text} is not read back")
    return {"name": name, "payload": read.unproved.payload.hex(), "text": text}


def main() -> int:
    """Write the file, or hold it against what the code makes today."""
    if not FILE.exists():
        FILE.write_text(json.dumps(vectors(), indent=2) + "\n", encoding="utf-8")
        print(f"Wrote {FILE}")
        return 0
    stands = json.loads(FILE.read_text(encoding="utf-8")) == vectors()
    print("The code makes exactly these passes." if stands else "The code makes other passes.")
    return 0 if stands else 1


if __name__ == "__main__":
    sys.exit(main())
