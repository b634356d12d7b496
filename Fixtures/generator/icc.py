"""Small matrix-and-curve ICC profiles (version 2), written by hand."""
import struct

# Colorants adapted to D50, as the published profiles of these spaces have them.
SRGB = ((0.4360747, 0.2225045, 0.0139322), (0.3850649, 0.7168786, 0.0971045), (0.1430804, 0.0606169, 0.7141733))
DISPLAY_P3 = ((0.5151187, 0.2411890, -0.0010505), (0.2919778, 0.6922441, 0.0418791), (0.1571035, 0.0665668, 0.7840713))
ADOBE_RGB = ((0.6097559, 0.3111242, 0.0194811), (0.2052401, 0.6256560, 0.0608902), (0.1492240, 0.0632197, 0.7448387))


def fixed(value):
    return struct.pack(">i", int(round(value * 65536)))


def xyz(x, y, z):
    return b"XYZ \0\0\0\0" + fixed(x) + fixed(y) + fixed(z)


def description(string):
    text = string.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 8 + b"\0\0\0" + b"\0" * 67


def gamma_curve(gamma):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, int(round(gamma * 256)))


def srgb_curve(count=256):
    decode = lambda v: v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
    return b"curv\0\0\0\0" + struct.pack(">I", count) + b"".join(
        struct.pack(">H", int(round(decode(i / (count - 1)) * 65535))) for i in range(count))


def profile(name, tags, space=b"RGB ", device=b"mntr"):
    """A profile of these (signature, data); equal data is stored once, as profiles do."""
    offset = 128 + 4 + 12 * len(tags)
    table, body, known = struct.pack(">I", len(tags)), b"", {}
    for signature, data in tags:
        if data not in known:
            known[data] = offset + len(body)
            body += data + b"\0" * (-len(data) % 4)
        table += signature + struct.pack(">II", known[data], len(data))
    header = (struct.pack(">I4sI", 128 + len(table) + len(body), b"none", 0x02400000) + device + space + b"XYZ "
              + struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28 + fixed(0.9642) + fixed(1.0) + fixed(0.8249))
    return header.ljust(128, b"\0") + table + body


def rgb(name, colorants, curve):
    red, green, blue = colorants
    return profile(name, [(b"desc", description(name)), (b"cprt", b"text\0\0\0\0none\0"), (b"wtpt", xyz(0.9642, 1, 0.8249)),
                          (b"rXYZ", xyz(*red)), (b"gXYZ", xyz(*green)), (b"bXYZ", xyz(*blue)),
                          (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)])


def gray(name, curve):
    return profile(name, [(b"desc", description(name)), (b"cprt", b"text\0\0\0\0none\0"), (b"wtpt", xyz(0.9642, 1, 0.8249)),
                          (b"kTRC", curve)], space=b"GRAY")


def srgb(name="sRGB"):
    return rgb(name, SRGB, srgb_curve())


def display_p3(name="Display P3"):
    return rgb(name, DISPLAY_P3, srgb_curve())


def adobe_rgb(name="Adobe RGB"):
    return rgb(name, ADOBE_RGB, gamma_curve(563 / 256))
