"""Prints how large passes are: `python tools/pass_sizes.py`.

Bytes of claims, characters of text, and the version of the QR code, alone and in the link by
which a phone takes a pass over.
"""

from service.kit.qr import qr_version
from service.passes.token import ReadPass, decode_pass, encode_pass
from tests.passes.samples import ISSUER, LINK, SAMPLES


def rows() -> list[tuple[str, int, int, int, int]]:
    """What, bytes of claims, characters, version alone, version in a link; of every sample."""
    return [_row(name) for name in SAMPLES]


def _row(name: str) -> tuple[str, int, int, int, int]:
    text = str(encode_pass(SAMPLES[name], ISSUER.signer))
    read = decode_pass(text)
    assert isinstance(read, ReadPass), name
    claims = len(read.unproved.payload)
    return name, claims, len(text), qr_version(text), qr_version(LINK + text)


def main() -> None:
    """Print the table."""
    print(f"{'pass':44}{'claims':>8}{'text':>6}{'QR':>6}{'link':>6}")
    for name, claims, characters, alone, linked in rows():
        print(f"{name:44}{claims:>8}{characters:>6}{alone:>4}-M{linked:>4}-M")


if __name__ == "__main__":
    main()
