"""Makes the cloud fail, or mends it: knobs KNOB ARGUMENT…. lib/faults.bash has checked the number of arguments."""
import ipaddress
import sys
import time

from slipway_lab import cloud

QUOTAS = {
    "compute": "instances cores ram key_pairs server_groups server_group_members metadata_items",
    "network": "network subnet port router floatingip security_group security_group_rule",
    "block_storage": "volumes gigabytes snapshots per_volume_gigabytes",
}
PROJECT = "demo"
IMAGES = "/var/lib/glance/images/"
DAMAGED = slice(0, 4096)


def quota(connection, *settings):
    """quota NAME=VALUE… sets, quota reset gives the defaults back. -1: no limit."""
    project = connection.identity.find_project(PROJECT, ignore_missing=False).id
    wanted = {} if settings == ("reset",) else parse(settings)
    for service, names in QUOTAS.items():
        values = {name: value for name, value in wanted.items() if name in names.split()}
        api = getattr(connection, service)
        path, key = ("/quotas/", "quota") if service == "network" else ("/os-quota-sets/", "quota_set")
        if settings == ("reset",):
            answer = api.delete(path + project)
            # Neutron does not know a project whose limits nobody has set.
            if answer.status_code == 404:
                continue
        elif values:
            # Nova refuses a limit below what is in use unless forced; that is just what a test wants.
            force = {"force": True} if service == "compute" else {}
            answer = api.put(path + project, json={key: {**values, **force}})
        else:
            continue
        if answer.status_code >= 400:
            raise SystemExit(f"{service}: {answer.status_code} {answer.text[:500]}")


def parse(settings):
    known = " ".join(QUOTAS.values()).split()
    values, problems = {}, []
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in known:
            problems.append(f"{name}: no such quota; there are {', '.join(known)}")
        elif not value.lstrip("-").isdigit() or int(value) < -1:
            problems.append(f"{name}: must be -1 (no limit) or a whole number, got '{value}'")
        else:
            values[name] = int(value)
    if problems:
        raise SystemExit("\n".join(problems))
    return values


def hypervisor(connection, state, *hosts):
    """hypervisor down|up HOST…: at once, where Nova itself would notice after two minutes."""
    since = int(time.time())
    for host in hosts:
        service = {"host": host, "binary": "nova-compute", "forced_down": state == "down"}
        answer = connection.compute.put("/os-services/force-down", json=service, microversion="2.11")
        if answer.status_code >= 400:
            raise SystemExit(f"{host}: {answer.status_code} {answer.text[:500]}")
    if state == "up":
        cloud.until(90, "hypervisor", lambda: cloud.compute_is_up(connection, hosts, since))


def image(connection, action, name):
    """image deactivate|reactivate|damage|mend NAME"""
    found = connection.image.find_image(name)
    if found is None:
        raise SystemExit(f"{name}: no such image")
    if action == "deactivate":
        connection.image.deactivate_image(found)
    elif action == "reactivate":
        connection.image.reactivate_image(found)
    else:
        invert(IMAGES + found.id)


def invert(path):
    """Damages the file; done twice, it is as before. Its checksum in the catalogue stays."""
    with open(path, "r+b") as file:
        head = file.read(DAMAGED.stop)
        file.seek(0)
        file.write(bytes(byte ^ 0xFF for byte in head))


def floating(connection, free):
    """floating FREE|refill: leaves FREE addresses in the pool for floating addresses and router gateways."""
    network = next(n for n in cloud.description()["networks"] if n["external"])
    subnet = connection.network.find_subnet(network["name"], ignore_missing=False)
    if free == "refill":
        pools = [{"start": network["first"], "end": network["last"]}]
    else:
        used = {ip["ip_address"] for p in connection.network.ports(network_id=subnet.network_id) for ip in p.fixed_ips}
        first, last = (int(ipaddress.IPv4Address(network[end])) for end in ("first", "last"))
        addresses = [str(ipaddress.IPv4Address(n)) for n in range(first, last + 1)]
        chosen = [a for a in addresses if a not in used][: int(free)]
        pools = [{"start": a, "end": a} for a in chosen]
    connection.network.update_subnet(subnet, allocation_pools=pools)


KNOBS = {"quota": quota, "hypervisor": hypervisor, "image": image, "floating": floating}

KNOBS[sys.argv[1]](cloud.connect(), *sys.argv[2:])
