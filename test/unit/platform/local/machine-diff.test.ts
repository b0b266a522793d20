import { expect } from "chai";
import type { MachineInputs, MachineOuts } from "../../../../lib/platform/local/machine-args";
import { diffMachine } from "../../../../lib/platform/local/machine-diff";
import { machineInputs } from "./world";

const network = { name: "net", cidr: "10.77.0.0/24" };
const inputs = machineInputs({ network, privateIp: "10.77.0.10", diskGiB: 4 });
const olds: MachineOuts = {
  ...inputs,
  machineId: "id",
  startId: "boot:1",
  privateAddress: "10.77.0.10",
  running: true,
};

describe("a change of a machine", () => {
  it("is none when nothing differs, whatever order the keys have", () => {
    const news = { ...inputs, network: { cidr: network.cidr, name: network.name } };
    expect(diffMachine(olds, news, true)).to.deep.equal({
      changes: false,
      replaces: [],
      deleteBeforeReplace: true,
    });
  });

  const replacing: Partial<MachineInputs>[] = [
    { userData: "other" },
    { image: "other" },
    { privateIp: "10.77.0.11" },
    { hostname: "other" },
    { network: { ...network, name: "other" } },
    { volumes: [{ id: "p-dev/home", serial: "home" }] },
    { diskGiB: 3 },
  ];
  for (const change of replacing) {
    it(`replaces it: ${JSON.stringify(change)}`, () => {
      const { changes, replaces } = diffMachine(olds, { ...inputs, ...change }, true);
      expect({ changes, replaces }).to.deep.equal({ changes: true, replaces: Object.keys(change) });
    });
  }

  const updating: Partial<MachineInputs>[] = [
    { vcpus: 2 },
    { memoryMiB: 4096 },
    { diskGiB: 5 },
    { publicAddress: true },
    { providerVersion: 2 },
  ];
  for (const change of updating) {
    it(`keeps it: ${JSON.stringify(change)}`, () => {
      const { changes, replaces } = diffMachine(olds, { ...inputs, ...change }, true);
      expect({ changes, replaces }).to.deep.equal({ changes: true, replaces: [] });
    });
  }

  it("is also that it has stopped", () => {
    const { changes, replaces } = diffMachine(olds, inputs, false);
    expect({ changes, replaces }).to.deep.equal({ changes: true, replaces: [] });
  });
});
