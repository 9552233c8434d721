"""Certificate numbers of Chinese and Vietnamese citizens: form, birth date, check digit."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from stdnum import numdb
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from service.kit.loose_text import plain_text

OLDEST_YEARS = 120
SYNTHETIC_AREA = "999"
"""No county has such a code: numbers that begin so belong to demonstration persons."""

_CN_LENGTH = 18
_VN_LENGTH = 12
_VN_PROVINCES = range(1, 97)
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.ASCII)
_CN_FORM = re.compile(r"\d{17}[0-9X]", re.ASCII)
_VN_FORM = re.compile(r"\d{12}", re.ASCII)


class CertificateKind(StrEnum):
    """Which state gave the number."""

    CN_RESIDENT = "cn_resident"
    VN_CITIZEN = "vn_citizen"


class CertificateReason(StrEnum):
    """Why a text is no certificate number."""

    MISSING = "certificate_missing"
    ROUNDED = "certificate_rounded"
    LENGTH = "certificate_length"
    CHARACTERS = "certificate_characters"
    BIRTH_DATE = "certificate_birth_date"
    CHECK_DIGIT = "certificate_check_digit"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A plausible certificate number in its normal form; born is YYYY-MM-DD.

    A Vietnamese number tells the year only: born is then its last day, so that nobody counts as
    of age too early. `area_known` is false for a county or province code that no table holds.
    """

    number: str
    kind: CertificateKind
    born: str
    area_known: bool

    @property
    def is_synthetic(self) -> bool:
        """Tell whether the number belongs to a demonstration person."""
        return self.kind is CertificateKind.CN_RESIDENT and self.number.startswith(SYNTHETIC_AREA)


def judge_certificate(text: str, day: str) -> Certificate | CertificateReason:
    """Judge a typed or listed certificate number as of a day (YYYY-MM-DD).

    Chinese: 18 characters, a birth date that exists and is not after the day, the check digit of
    GB 11643 (ISO 7064 MOD 11-2). The area code is only reported: tables of counties lag, and many
    people are older than their county's code. Vietnamese (CCCD): 12 digits, a plausible year.
    """
    number = normal_certificate(text)
    if not number:
        return CertificateReason.MISSING
    if _ROUNDED.fullmatch(number):
        return CertificateReason.ROUNDED
    if len(number) == _CN_LENGTH:
        return _judge_chinese(number, day)
    if len(number) == _VN_LENGTH:
        return _judge_vietnamese(number, day)
    return CertificateReason.LENGTH


def normal_certificate(text: str) -> str:
    """Give a certificate number's one form: ASCII, capital X, no blanks or hyphens."""
    return plain_text(text).replace(" ", "").replace("-", "").upper()


def _judge_chinese(number: str, day: str) -> Certificate | CertificateReason:
    if not _CN_FORM.fullmatch(number):
        return CertificateReason.CHARACTERS
    try:
        born = ric.get_birth_date(number).isoformat()
    except ValidationError:
        return CertificateReason.BIRTH_DATE
    if born > day or int(born[:4]) + OLDEST_YEARS < int(day[:4]):
        return CertificateReason.BIRTH_DATE
    if ric.calc_check_digit(number) != number[-1]:
        return CertificateReason.CHECK_DIGIT
    area_known = number.startswith(SYNTHETIC_AREA) or _is_county(number[:6])
    return Certificate(number, CertificateKind.CN_RESIDENT, born, area_known)


def _judge_vietnamese(number: str, day: str) -> Certificate | CertificateReason:
    if not _VN_FORM.fullmatch(number):
        return CertificateReason.CHARACTERS
    century = 19 + int(number[3]) // 2  # even: male, odd: female, two digits a century from 1900
    year = century * 100 + int(number[4:6])
    if year > int(day[:4]) or year + OLDEST_YEARS < int(day[:4]):
        return CertificateReason.BIRTH_DATE
    area_known = int(number[:3]) in _VN_PROVINCES
    return Certificate(number, CertificateKind.VN_CITIZEN, f"{year}-12-31", area_known)


@lru_cache(maxsize=1024)
def _is_county(code: str) -> bool:
    """Tell whether any year's table knows the county; codes, unlike numbers, are nobody's."""
    return any("county" in properties for _, properties in numdb.get("cn/loc").info(code))
