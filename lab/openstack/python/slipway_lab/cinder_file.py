"""Cinder driver that keeps volumes as sparse files: the lab has neither device mapper nor iSCSI.

Nova attaches them with its driver for GPFS, which is nothing but a file as a disk.
"""
import os
import subprocess

from cinder import interface
from cinder.image import image_utils
from cinder.volume import configuration, driver
from oslo_config import cfg

OPTIONS = [cfg.StrOpt("lab_volume_dir", default="/var/lib/cinder/volumes")]
cfg.CONF.register_opts(OPTIONS, group=configuration.SHARED_CONF_GROUP)


@interface.volumedriver
class FileDriver(driver.VolumeDriver):
    VERSION = "1.0"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.configuration.append_config_values(OPTIONS)

    @staticmethod
    def get_driver_options():
        return OPTIONS

    def do_setup(self, context):
        os.makedirs(self.configuration.lab_volume_dir, exist_ok=True)

    def check_for_setup_error(self):
        pass

    def create_volume(self, volume):
        with open(self._path(volume["name"]), "wb") as file:
            file.truncate(volume["size"] << 30)

    def delete_volume(self, volume):
        if os.path.exists(self._path(volume["name"])):
            os.unlink(self._path(volume["name"]))

    def extend_volume(self, volume, size):
        os.truncate(self._path(volume["name"]), size << 30)

    def create_snapshot(self, snapshot):
        self._copy(snapshot["volume_name"], snapshot["name"])

    def delete_snapshot(self, snapshot):
        self.delete_volume(snapshot)

    def create_volume_from_snapshot(self, volume, snapshot):
        self._copy(snapshot["name"], volume["name"])
        self.extend_volume(volume, volume["size"])

    def create_cloned_volume(self, volume, source):
        self._copy(source["name"], volume["name"])
        self.extend_volume(volume, volume["size"])

    def copy_image_to_volume(self, context, volume, image_service, image_id, disable_sparse=False):
        path = self._path(volume["name"])
        image_utils.fetch_to_raw(
            context, image_service, image_id, path, "1M", size=volume["size"], run_as_root=False
        )
        self.extend_volume(volume, volume["size"])

    def ensure_export(self, context, volume):
        pass

    def create_export(self, context, volume, connector):
        pass

    def remove_export(self, context, volume):
        pass

    def initialize_connection(self, volume, connector):
        data = {"name": volume["name"], "device_path": self._path(volume["name"])}
        return {"driver_volume_type": "gpfs", "data": data}

    def terminate_connection(self, volume, connector, **kwargs):
        pass

    def get_volume_stats(self, refresh=False):
        return {
            "volume_backend_name": "file",
            "vendor_name": "slipway",
            "driver_version": self.VERSION,
            "storage_protocol": "file",
            "total_capacity_gb": 1000,
            "free_capacity_gb": 1000,
            "reserved_percentage": 0,
            "QoS_support": False,
        }

    _update_volume_stats = get_volume_stats

    def _path(self, name):
        return os.path.join(self.configuration.lab_volume_dir, name)

    def _copy(self, source, target):
        subprocess.check_call(["cp", "--sparse=always", self._path(source), self._path(target)])
