/** A server of its own, for tests that need a certain home or stop it. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cpSync, createWriteStream, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { promisify } from "node:util";

import { FOLDER, type Home, KEPT, PORTS, PYTHON, ROOT, siteOf } from "../place";

const STARTS_MS = 60_000;
const STOPS_MS = 15_000;

export class Server {
  readonly site: string;
  #child: ChildProcess | undefined;

  constructor(readonly home: Home) {
    this.site = siteOf(home);
  }

  get folder(): string {
    return join(FOLDER, this.home);
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`the server of ${this.home} does not run`);
    return this.#child.pid;
  }

  async start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    const words = ["-m", "telecine.cli", "serve", "--home", this.folder, "--port", String(PORTS[this.home]), "--workers", "1"];
    const child = spawn(PYTHON, words, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    const log = createWriteStream(join(FOLDER, `${this.home}.log`), { flags: "a" });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.#child = child;
    const end = Date.now() + STARTS_MS;
    while (!(await this.#answers())) {
      if (child.exitCode !== null) throw new Error(`the server of ${this.home} ended with ${String(child.exitCode)}; see ${this.home}.log`);
      if (Date.now() > end) throw new Error(`the server of ${this.home} does not answer`);
      await after(100);
    }
  }

  async #answers(): Promise<boolean> {
    return fetch(`${this.site}/livez`).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  /** As the power does it. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const late = new AbortController();
    void after(STOPS_MS, undefined, { signal: late.signal }).then(
      () => void child.kill("SIGKILL"),
      () => undefined,
    );
    await ended;
    late.abort();
  }
}

const run = promisify(execFile);
export const SAMPLE = "sample-25.mp4";

/** The home where `telecine demo` found people in its sample episode: made once in a run, composed once ever. */
async function analysed(): Promise<string> {
  const home = join(FOLDER, "analysed");
  const done = join(FOLDER, "analysed.done");
  if (existsSync(done)) return home;
  const [kept, sample] = [join(KEPT, "sample"), join(home, "sample")];
  if (existsSync(kept)) cpSync(kept, sample, { recursive: true, preserveTimestamps: true });
  await run(PYTHON, ["-m", "telecine.cli", "demo", "--home", home, "--out", join(FOLDER, "out"), "--json"], { cwd: ROOT, maxBuffer: 1e8 });
  cpSync(sample, kept, { recursive: true, preserveTimestamps: true });
  mkdirSync(done);
  return home;
}

/** A server on a copy of that home. */
export async function serveAnalysed(home: Home): Promise<Server> {
  const server = new Server(home);
  const from = await analysed();
  rmSync(server.folder, { recursive: true, force: true });
  cpSync(from, server.folder, { recursive: true, filter: (path) => !path.endsWith(".sock") });
  await server.start();
  return server;
}

/** A server on an empty home. */
export async function serveNothing(home: Home): Promise<Server> {
  const server = new Server(home);
  rmSync(server.folder, { recursive: true, force: true });
  await server.start();
  return server;
}

/** The sample episode itself. */
export async function sampleFilm(): Promise<string> {
  return join(await analysed(), "sample", SAMPLE);
}

/** A photograph of somebody in it, which is not in the film. */
export async function samplePhotograph(person: string): Promise<string> {
  const folder = join(await analysed(), "sample", "cast", person);
  const [name] = readdirSync(folder);
  if (name === undefined) throw new Error(`there is no photograph of ${person}`);
  return join(folder, name);
}
