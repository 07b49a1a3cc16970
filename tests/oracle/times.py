"""The three units of time that Roughtime carried (protocol notes 1c and 3.6)."""
DAY = 86400 * 10**6
LEAP_DAY = 86401 * 10**6
MJD_OF_1970 = 40587

SECONDS, MICROS, MJD = "s", "us", "mjd"


def split(raw, unit):
    """Days since 1970 and microseconds of that day; what a hostile MJD claims is kept."""
    if unit == SECONDS:
        return raw // 86400, raw % 86400 * 10**6
    if unit == MICROS:
        return divmod(raw, DAY)
    return (raw >> 40) - MJD_OF_1970, raw & (1 << 40) - 1


def plausible(raw, unit):
    if unit == SECONDS:
        return raw < 10**11
    if unit == MICROS:
        return 10**14 <= raw < 10**16
    return MJD_OF_1970 <= raw >> 40 < 200000 and raw & (1 << 40) - 1 <= LEAP_DAY


def guess(raw):
    return next((u for u in (SECONDS, MICROS, MJD) if plausible(raw, u)), None)


def date(day):
    """Proleptic Gregorian; datetime stops at the year 9999, this must not."""
    era, rest = divmod(day + 719468, 146097)  # eras of 400 years that begin on 1 March
    year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    day_of_year = rest - (365 * year + year // 4 - year // 100)
    month = (5 * day_of_year + 2) // 153
    dom = day_of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    year += era * 400 + (month <= 2)
    sign = "" if 0 <= year <= 9999 else "+" if year > 0 else "-"
    return "%s%04d-%02d-%02d" % (sign, abs(year), month, dom)


def text(raw, unit):
    day, micros = split(raw, unit)
    if micros >= LEAP_DAY:
        return "%s+%dus" % (date(day), micros)
    seconds, fraction = divmod(micros, 10**6)
    if seconds == 86400:
        clock = "23:59:60"
    else:
        clock = "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
    return "%sT%s%sZ" % (date(day), clock, ".%06d" % fraction if fraction else "")
