"""Changes to Huffman tables."""
import jpeg_stream as jpeg
import planted
from jpeg_stream import DHT, DQT, Segment, with_byte


def tables_of(body):
    """[(class and number, counts, symbols)] of a DHT, as far as it is whole."""
    tables, at = [], 0
    while at + 17 <= len(body):
        counts = body[at + 1:at + 17]
        end = at + 17 + sum(counts)
        if end > len(body):
            break
        tables.append((body[at], bytes(counts), body[at + 17:end]))
        at = end
    return tables


def a_table(random, segments):
    spots = jpeg.places(segments, DHT)
    if spots:
        segment = segments[random.choice(spots)]
        tables = tables_of(segment.body)
        if tables:
            return segment, tables, random.randrange(len(tables))
    return None


def put(segment, tables):
    segment.body = b"".join(bytes([name]) + counts + symbols for name, counts, symbols in tables)


def codes_left(counts):
    """How many codes of 16 bits are not assigned."""
    return (1 << 16) - sum(count << (15 - length) for length, count in enumerate(counts))


def all_ones(random, segments):
    """Fills a table up to the code of ones, which T.81 forbids: what is used keeps its code."""
    found = a_table(random, segments)
    if found:
        segment, tables, index = found
        name, counts, symbols = tables[index]
        left, counts = codes_left(counts), list(counts)
        if not 0 < left <= 255 - counts[15] or len(symbols) + left > 256:
            return None
        counts[15] += left
        tables[index] = name, bytes(counts), symbols + bytes(symbol for symbol in range(256) if symbol not in symbols)[:left]
        put(segment, tables)
        return len(tables[index][2]) == sum(counts)


def unused_codes(random, segments):
    """Text as symbols of codes that no block has."""
    found = a_table(random, segments)
    if found:
        segment, tables, index = found
        name, counts, symbols = tables[index]
        text, counts = planted.text("huffman-codes"), list(counts)
        if codes_left(counts) <= len(text) or len(symbols) + len(text) > 256:
            return None
        counts[15] += len(text)
        tables[index] = name, bytes(counts), symbols + text
        put(segment, tables)
        return True


def counts(random, segments):
    found = a_table(random, segments)
    if found:
        segment, tables, index = found
        name, counts, symbols = tables[index]
        at, counts = random.randrange(16), list(counts)
        to = random.randrange(16)
        if not counts[at]:
            return None
        counts[at] -= 1
        counts[to] += 1
        tables[index] = name, bytes(counts), symbols
        put(segment, tables)
        return True


def symbol(random, segments):
    found = a_table(random, segments)
    if found and found[1][found[2]][2]:
        segment, tables, index = found
        name, counts, symbols = tables[index]
        tables[index] = name, counts, with_byte(symbols, random.randrange(len(symbols)), random.choice((0, 1, 0x11, 0xF0, 12, 16, 17, 255)))
        put(segment, tables)
        return True


def renamed(random, segments):
    found = a_table(random, segments)
    if found:
        segment, tables, index = found
        tables[index] = (random.choice((0x00, 0x01, 0x10, 0x11, 0x02, 0x13, 0x04, 0x20)), *tables[index][1:])
        put(segment, tables)
        return True


def unused(random, segments):
    """A table that no scan asks for, broken or with text in it."""
    name = random.choice((0x02, 0x03, 0x12, 0x13))
    text = planted.text("unused-dht")
    kinds = (bytes([0] * 7 + [len(text)] + [0] * 8) + text, bytes([1] + [0] * 15) + b"\x11", bytes([3] + [0] * 15) + b"\0\1\2",
             bytes(15) + b"\x01" + b"\x20")
    segments.insert(spot(random, segments), Segment(DHT, bytes([name]) + random.choice(kinds)))
    return True


def spot(random, segments):
    """Anywhere behind SOI and before the end, scans before and after."""
    end = (jpeg.places(segments, jpeg.EOI) or [len(segments)])[0]
    return random.randrange(1, max(2, end + 1))


def repeated(random, segments):
    """The same table or another of its kind again, anywhere: between scans, behind them."""
    spots = jpeg.places(segments, DHT, DQT)
    if spots:
        copy = segments[random.choice(spots)].copy()
        if random.random() < 0.6 and copy.body:
            at = random.randrange(1, len(copy.body))
            copy.body = with_byte(copy.body, at, random.randrange(1, 60))
        segments.insert(spot(random, segments), copy)
        return True


MUTATIONS = [(all_ones, 3), (unused_codes, 1), (counts, 1), (symbol, 1), (renamed, 1), (unused, 2),
             (repeated, 3)]
