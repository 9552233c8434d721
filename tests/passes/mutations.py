"""Damages passes in every way a printer, a scanner or a forger might, for as long as asked."""

import random
from collections import Counter
from collections.abc import Callable

from service.kit.cose import FormFault, cbor_decode, cbor_encode, spell_back, to_text
from service.passes.rules import DecodeFault
from service.passes.token import LONGEST_TEXT, PASS, PASS_PREFIX, decode_pass, encode_pass
from tests.passes.samples import ISSUER, SAMPLES


class DecoderBroken(AssertionError):
    """The decoder accepted a text that is not the one text of its pass; the text is told."""


def throw_at_decoder(count: int, *, seed: int) -> Counter[str]:
    """Decode that many random and damaged texts; how often each verdict was given.

    Raises whatever the decoder raises, and ``DecoderBroken``.
    """
    dice = random.Random(seed)
    texts = [str(encode_pass(said, ISSUER.signer)) for said in SAMPLES.values()]
    verdicts: Counter[str] = Counter()
    for _ in range(count):
        damage = dice.choice(DAMAGES)
        verdicts[_verdict_on(damage(dice.choice(texts), dice))] += 1
    return verdicts


def _verdict_on(text: str) -> str:
    read = decode_pass(text)
    if isinstance(read, DecodeFault):
        return read
    message = spell_back(PASS_PREFIX, text)
    again = encode_pass(read.said, ISSUER.signer)
    if isinstance(message, FormFault) or isinstance(again, DecodeFault):
        raise DecoderBroken(text)
    ours = decode_pass(again)
    if isinstance(ours, DecodeFault) or ours.unproved.payload != read.unproved.payload:
        raise DecoderBroken(text)
    return "read"


def _change_characters(text: str, dice: random.Random) -> str:
    letters = list(text)
    for _ in range(dice.randint(1, 4)):
        letters[dice.randrange(len(letters))] = chr(dice.choice((dice.randrange(128), 0x4E2D)))
    return "".join(letters)


def _change_message(text: str, dice: random.Random) -> str:
    message = bytearray(_message_of(text))
    for _ in range(dice.randint(1, 4)):
        message[dice.randrange(len(message))] = dice.randrange(256)
    return to_text(PASS_PREFIX, bytes(message))


def _cut_and_join(text: str, dice: random.Random) -> str:
    message = _message_of(text)
    one, two = sorted((dice.randrange(len(message)), dice.randrange(len(message))))
    joined = dice.choice((message[:one] + message[two:], message[:two] + message[one:]))
    return to_text(PASS_PREFIX, joined)


def _change_claims_and_sign(text: str, dice: random.Random) -> str:
    """A forger with a key: whatever claims, well signed."""
    read = decode_pass(text)
    assert not isinstance(read, DecodeFault)
    payload = bytearray(read.unproved.payload)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(payload))
        payload[at : at + dice.randint(0, 2)] = dice.randbytes(dice.randint(0, 2))
    return to_text(PASS_PREFIX, ISSUER.signer.sign(bytes(payload), kind=PASS))


def _leave_claim_out_and_sign(text: str, dice: random.Random) -> str:
    read = decode_pass(text)
    assert not isinstance(read, DecodeFault)
    claims = cbor_decode(read.unproved.payload)
    del claims[dice.choice(sorted(claims))]
    return to_text(PASS_PREFIX, ISSUER.signer.sign(cbor_encode(claims), kind=PASS))


def _only_noise(_: str, dice: random.Random) -> str:
    noise = dice.randbytes(dice.randrange(LONGEST_TEXT))
    return dice.choice((to_text(PASS_PREFIX, noise), noise.decode("latin-1")))


def _message_of(text: str) -> bytes:
    message = spell_back(PASS_PREFIX, text)
    assert isinstance(message, bytes)
    return message


DAMAGES: tuple[Callable[[str, random.Random], str], ...] = (
    _change_characters,
    _change_message,
    _cut_and_join,
    _change_claims_and_sign,
    _leave_claim_out_and_sign,
    _only_noise,
)
