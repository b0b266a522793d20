import { canaryResults } from "./hostile/canary-results";
import { connections } from "./hostile/connections";
import { crowding } from "./hostile/crowding";
import { fullWorker } from "./hostile/full-worker";
import { HostileCluster } from "./hostile/hostile-cluster";
import { homes } from "./hostile/homes";
import { jobs } from "./hostile/jobs";
import { operatorComputer } from "./hostile/operator-computer";
import { queueRecords } from "./hostile/queue-records";
import { reboot } from "./hostile/reboot";
import { removedUser } from "./hostile/removed-user";
import { schedulerEnds } from "./hostile/scheduler-ends";
import { schedulerPlace } from "./hostile/scheduler-place";
import { slotsFile } from "./hostile/slots-file";
import { small } from "./hostile/small";
import { waits } from "./hostile/waits";

const MINUTE = 60_000;

/**
 * What an ordinary user tried with nothing but ssh and the batch system's commands, and once got: see docs/security.md.
 * One cluster for all of it, because a cluster is what costs the time.
 */
describe("a cluster whose users are strangers", function () {
  this.timeout(5 * MINUTE);
  const cluster = new HostileCluster();

  before(async function () {
    this.timeout(15 * MINUTE);
    await cluster.start();
  });

  after(async () => cluster.close());

  // Each has hooks of its own.
  describe("what root reads of the canary", () => {
    canaryResults(cluster);
  });
  describe("what root reads of the queue", () => {
    queueRecords(cluster);
  });
  describe("what root reads in homes", () => {
    homes(cluster);
  });
  describe("the operator's computer", () => {
    operatorComputer(cluster);
  });
  describe("the scheduler's place", () => {
    schedulerPlace(cluster);
  });
  describe("the scheduler's ear", () => {
    connections(cluster);
  });
  describe("the scheduler's life", () => {
    schedulerEnds(cluster);
  });
  describe("commands of the operator", () => {
    waits(cluster);
  });
  describe("files of jobs", () => {
    slotsFile(cluster);
  });
  describe("jobs", () => {
    jobs(cluster);
  });
  describe("a worker that a user has filled", () => {
    fullWorker(cluster);
  });
  describe("people", () => {
    removedUser(cluster);
    small(cluster);
  });
  describe("a crowd", () => {
    crowding(cluster);
  });
  describe("full disks", () => {
    reboot(cluster);
  });
});
