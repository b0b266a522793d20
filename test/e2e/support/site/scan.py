"""Run as root in a guest: tries to reach HOSTS at PORTS, by plain connections and by packets made by hand.

Reads {"local": […], "hosts": […], "tcp": […], "udp": […]} in argv[1]; prints the list of what answered and the number of
tries. `local` are addresses that the guest's own kernel would keep to itself: those only packets made by hand reach.
"""

import concurrent.futures
import json
import socket
import struct
import sys
import time

GUEST = "10.0.2.15"
GATEWAY = "10.0.2.2"
FIRST_SOURCE_PORT = 40000
WAIT_SEC = 8


def plain(kind, host, port):
    """Whether an ordinary connection, or a datagram, is answered."""
    sort = socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, sort) as sock:
        sock.settimeout(4)
        try:
            sock.connect((host, port))
            if kind == "udp":
                sock.send(b"?")
                sock.recv(10)
            return True
        except OSError:
            return False


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


def packet(kind, host, port, source_port):
    """An IPv4 packet with a SYN, or a datagram, to any address at all."""
    ends = socket.inet_aton(GUEST) + socket.inet_aton(host)
    if kind == "tcp":
        parts = (source_port, port, 1, 0, 5 << 4, 2, 65535)
        body, at = struct.pack("!HHIIBBHHH", *parts, 0, 0), 16
        protocol = 6
    else:
        body, at = struct.pack("!HHHH", source_port, port, 9, 0) + b"?", 6
        protocol = 17
    summed = checksum(ends + struct.pack("!BBH", 0, protocol, len(body)) + body)
    body = body[:at] + struct.pack("!H", summed) + body[at + 2 :]
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 64, protocol, 0) + ends
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return head + body


def outside_card():
    """The guest's card towards outside, its hardware address and its gateway's."""
    plain("tcp", GATEWAY, 9)  # so that the gateway's address is known
    with open("/proc/net/arp", encoding="ascii") as table:
        rows = [line.split() for line in table]
    name, gateway = next((row[5], row[3]) for row in rows if row[0] == GATEWAY)
    with open(f"/sys/class/net/{name}/address", encoding="ascii") as file:
        own = file.read().strip()
    return name, bytes.fromhex(own.replace(":", "")), bytes.fromhex(gateway.replace(":", ""))


def raw(tries):
    """Those of the tries that are answered when the packets are made by hand."""
    name, own, gateway = outside_card()
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
    sock.bind((name, 0))
    sock.settimeout(0.2)
    by_port = {FIRST_SOURCE_PORT + i: one for i, one in enumerate(tries)}
    for source_port, one in by_port.items():
        sock.send(gateway + own + b"\x08\x00" + packet(*one, source_port))
        time.sleep(0.002)
    answered = set()
    end = time.monotonic() + WAIT_SEC
    while time.monotonic() < end:
        try:
            frame = sock.recv(2048)
        except TimeoutError:
            continue
        if frame[:6] != own or len(frame) < 42 or socket.inet_ntoa(frame[30:34]) != GUEST:
            continue
        protocol, rest = frame[23], frame[14 + (frame[14] & 15) * 4 :]
        one = by_port.get(struct.unpack("!H", rest[2:4])[0])
        if one is None:
            continue
        if protocol == 17 or (protocol == 6 and rest[13] & 0x12 == 0x12):
            answered.add(one)
    return answered


def main():
    asked = json.loads(sys.argv[1])
    kinds = [(kind, port) for kind in ("tcp", "udp") for port in asked[kind]]
    plain_tries = [(k, h, p) for h in asked["hosts"] for k, p in kinds]
    raw_tries = [(k, h, p) for h in asked["local"] + asked["hosts"] for k, p in kinds]
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        open_plain = [o for o, yes in zip(plain_tries, pool.map(lambda o: plain(*o), plain_tries)) if yes]
    found = [f"plain {k} {h}:{p}" for k, h, p in open_plain]
    found += [f"raw {k} {h}:{p}" for k, h, p in sorted(raw(raw_tries))]
    print(json.dumps({"answered": found, "tries": len(plain_tries) + len(raw_tries)}))


main()
