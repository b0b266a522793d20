"""First start: flavors, networks, a volume type and an image for the fake driver."""
from slipway_lab import cloud


def main():
    connection = cloud.connect()
    description = cloud.description()
    for flavor in description["flavors"]:
        connection.compute.create_flavor(
            name=flavor["name"], vcpus=flavor["vcpus"], ram=flavor["memory"], disk=flavor["disk"]
        )
    for network in description["networks"]:
        add_network(connection.network, network)
    connection.block_storage.create_type(name="file")
    connection.image.create_image(
        name="fake",
        data=bytes(1 << 20),
        disk_format="raw",
        container_format="bare",
        visibility="public",
    )


def add_network(api, network):
    made = api.create_network(
        name=network["name"],
        is_router_external=network["external"],
        shared=network["shared"],
        provider_network_type="flat",
        provider_physical_network=network["name"],
    )
    api.create_subnet(
        name=network["name"],
        network_id=made.id,
        ip_version=4,
        cidr=network["cidr"],
        gateway_ip=network["gateway"],
        is_dhcp_enabled=network["shared"],
        allocation_pools=[{"start": network["first"], "end": network["last"]}],
    )


main()
