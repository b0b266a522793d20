"""First start: projects, users and the catalogue. Public addresses are the proxy's, internal ones the services' own."""
from slipway_lab import cloud

SERVICES = [
    ("nova", "compute", 8774, "/v2.1"),
    ("neutron", "network", 9696, ""),
    ("glance", "image", 9292, ""),
    ("placement", "placement", 8778, ""),
    ("cinder", "block-storage", 8776, "/v3/%(project_id)s"),
    ("cinderv3", "volumev3", 8776, "/v3/%(project_id)s"),
]
DOMAIN = "default"
# Ports of the TLS endpoints, from those of the plain ones; as in proxy/services.ts.
TLS_OFFSET = 10000


def main():
    connection = cloud.connect()
    cloud.until(60, "identity service", connection.authorize)
    add_users(connection.identity)
    for name, kind, port, path in SERVICES:
        service = connection.identity.create_service(name=name, type=kind)
        for interface, host in (("public", "127.0.0.1"), ("internal", "127.0.0.2"), ("admin", "127.0.0.2")):
            connection.identity.create_endpoint(
                service_id=service.id,
                interface=interface,
                url=f"http://{host}:{port}{path}",
                region_id="RegionOne",
            )
    add_tls_region(connection.identity)


def add_tls_region(identity):
    """The same services a second time, behind the proxy's TLS endpoints."""
    answer = identity.post("/regions", json={"region": {"id": "RegionTLS"}})
    if answer.status_code >= 400:
        raise SystemExit(f"region RegionTLS: {answer.status_code} {answer.text[:500]}")
    services = {service.type: service for service in identity.services()}
    for _, kind, port, path in [("keystone", "identity", 5000, "/v3"), *SERVICES]:
        identity.create_endpoint(
            service_id=services[kind].id,
            interface="public",
            url=f"https://127.0.0.1:{port + TLS_OFFSET}{path}",
            region_id="RegionTLS",
        )


def add_users(identity):
    admin_role, member_role = identity.find_role("admin"), identity.find_role("member")
    service = identity.create_project(name="service", domain_id=DOMAIN)
    demo = identity.create_project(name="demo", domain_id=DOMAIN)
    for name in ("nova", "neutron", "glance", "placement", "cinder"):
        user = identity.create_user(name=name, password=cloud.secret(), domain_id=DOMAIN)
        identity.assign_project_role_to_user(service, user, admin_role)
    # Their passwords are set at each start.
    for name, project, role in (
        ("demo", demo, member_role),
        ("admin", identity.find_project("admin"), admin_role),
    ):
        user = identity.create_user(name=name, domain_id=DOMAIN)
        identity.assign_project_role_to_user(project, user, role)


main()
