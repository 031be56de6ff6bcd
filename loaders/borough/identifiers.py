"""Identifiers that belong to nobody: right in form and check digit, outside what anyone has been given.

- NHS number: prefixes 999 down to 990, modulus 11 (999 is the test range; 800-998 are not issued either).
- UPN: local authority number 990, which no authority has; check letter modulus 23 (Department for Education).
- National Insurance number: administrative prefixes that no person holds (HMRC, NIM39110). The letter at its end
  does not identify, so no two people have the same eight characters before it.
- Police national computer id: serial numbers from 9,000,000.
- Telephone: Ofcom's numbers for drama (01632 960000-960999, 07700 900000-900999). Only a thousand of each
  exist, so strangers share them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
UPN_AUTHORITY = "990"
PNC_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
NINO_PREFIXES = ("MW", "CR", "FY", "NC", "PP")
_NHS_PREFIXES = tuple(str(prefix) for prefix in range(999, 989, -1))


def nhs_check_digit(nine: str) -> int:
    """The tenth digit of an NHS number from its first nine; 10 means that these nine are never used."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11


def is_nhs_number(text: str) -> bool:
    """Whether the text is ten digits of which the last is the right check digit."""
    return len(text) == 10 and text.isdigit() and nhs_check_digit(text[:9]) == int(text[9])


def upn_check_letter(twelve: str) -> str:
    """The letter before the twelve digits of a unique pupil number."""
    return UPN_LETTERS[sum(int(digit) * weight for weight, digit in enumerate(twelve, 2)) % 23]


def is_upn(text: str) -> bool:
    """Whether the text is a letter and twelve digits, and the letter is right."""
    return len(text) == 13 and text[1:].isdigit() and upn_check_letter(text[1:]) == text[0]


def wrong_check_digit(nhs: str) -> str:
    """The NHS number with another last digit, which is therefore wrong."""
    return nhs[:9] + str((int(nhs[9]) + 1) % 10)


def landline(serial: int) -> str:
    """A landline number from Ofcom's range for drama."""
    return f"01632 960{serial % 1000:03d}"


def mobile(serial: int) -> str:
    """A mobile number from Ofcom's range for drama."""
    return f"07700 900{serial % 1000:03d}"


@dataclass(slots=True)
class Identifiers:
    """Hands out identifiers one after another; the same calls in the same order give the same numbers."""

    offset: int
    _nhs: int = 0
    _nino: int = 0
    _pnc: int = 0
    _pupils: dict[str, int] = field(default_factory=dict)

    def nhs(self) -> str:
        """An NHS number not handed out before; neighbours differ in many digits."""
        while True:
            serial, self._nhs = self._nhs, self._nhs + 1
            nine = f"{_NHS_PREFIXES[serial // 1_000_000]}{(serial * 387_421 + self.offset) % 1_000_000:06d}"
            check = nhs_check_digit(nine)
            if check < 10:
                return f"{nine}{check}"

    def upn(self, school: int, year: int) -> str:
        """A UPN given by a school (its four digits) to a pupil who entered in that year."""
        stem = f"{UPN_AUTHORITY}{2000 + school % 8000:04d}{year % 100:02d}"
        serial = self._pupils.get(stem, 0)
        self._pupils[stem] = serial + 1
        twelve = f"{stem}{serial % 1000:03d}"
        return upn_check_letter(twelve) + twelve

    def nino(self) -> str:
        """A National Insurance number not handed out before."""
        serial, self._nino = self._nino, self._nino + 1
        prefix = NINO_PREFIXES[serial // 1_000_000]
        return f"{prefix}{(serial * 387_421 + self.offset) % 1_000_000:06d}{'ABCD'[serial % 4]}"

    def pnc(self, year: int) -> str:
        """A police national computer id of that year: yyyy/serial and letter."""
        self._pnc += 1
        serial = 9_000_000 + self._pnc % 1_000_000
        return f"{year}/{serial:07d}{PNC_LETTERS[(year % 100 * 10_000_000 + serial) % 23]}"
