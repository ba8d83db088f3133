import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import type { GuardrailConfiguration } from '../../../src/account/account-guardrails/function-environment';
import type { Location } from '../../../src/account/account-guardrails/runtime/implementation';
import { lookAgain, operate, type Tools } from '../../../src/account/account-guardrails/runtime/operations';
import type { UnitResult } from '../../../src/account/account-guardrails/runtime/results';
import { createSend } from '../../../src/account/account-guardrails/runtime/sending';
import { CONTINUED, type Outcome } from '../../../src/common/functions/runtime/handler';
import type { AccountModel } from '../model/account-model';

export type RequestType = CloudFormationCustomResourceEvent['RequestType'];

/** How an invocation of the function goes. */
export interface Circumstances {
  /** After how many requests the function stops without an answer. */
  readonly stopsAfter?: number;
  /** The time that each invocation has. */
  readonly milliseconds?: number;
}

export type Answer =
  | { readonly status: 'SUCCESS'; readonly summary?: string; readonly results: UnitResult[] }
  | { readonly status: 'FAILED'; readonly reason: string; readonly results: UnitResult[] }
  | { readonly status: 'none'; readonly results: UnitResult[] };

const TIMEOUT = 900_000;

/** A stack with the function, which works on a model of the account. */
export class GuardrailsStack {
  public readonly messages: string[] = [];
  private requests = 0;

  constructor(private readonly model: AccountModel, private readonly ownerId: string, private readonly region: string) {}

  /** Processes a request of CloudFormation, in as many invocations as the function requires. */
  public async request(
    RequestType: RequestType, stackStatus: string, configuration: GuardrailConfiguration, circumstances: Circumstances = {},
  ): Promise<Answer> {
    const event = { RequestType, RequestId: `request-${++this.requests}` } as CloudFormationCustomResourceEvent;
    return this.observe(configuration, circumstances, async (tools, contextOf) => {
      let outcome: Outcome | typeof CONTINUED = CONTINUED;
      while (outcome === CONTINUED) {
        outcome = await operate(event, contextOf(), tools, { stackStatus, startedAt: this.model.time.now() });
      }
      return outcome.data?.Summary;
    });
  }

  /** Processes a scheduled event. */
  public look(configuration: GuardrailConfiguration, circumstances: Circumstances = {}): Promise<Answer> {
    return this.observe(configuration, circumstances, async (tools, contextOf) => {
      await lookAgain(contextOf(), tools);
      return undefined;
    });
  }

  private async observe(
    configuration: GuardrailConfiguration, { stopsAfter = Infinity, milliseconds = TIMEOUT }: Circumstances,
    work: (tools: Tools, contextOf: () => Context) => Promise<string | undefined>,
  ): Promise<Answer> {
    const { time } = this.model;
    const stop = new Stop(stopsAfter);
    const results: UnitResult[] = [];
    const log = jest.spyOn(console, 'log').mockImplementation((line: string) => {
      const { event, ...rest } = JSON.parse(line) as { event: string } & UnitResult;
      if (event === 'setting') {
        results.push(rest);
      }
    });
    const send = createSend(time);
    const tools: Tools = {
      configuration,
      ownerId: this.ownerId,
      homeRegion: this.region,
      timing: time,
      locationOf: (region) => ({ ...stop.guard(this.model.location(region)), send }),
      lambda: { send: async () => ({}) } as unknown as Tools['lambda'],
      sns: { send: async ({ input }: { input: { Message: string } }) => void this.messages.push(input.Message) } as unknown as Tools['sns'],
    };
    const contextOf = () => {
      const ends = time.now() + milliseconds;
      return { invokedFunctionArn: 'arn', getRemainingTimeInMillis: () => ends - time.now() } as Context;
    };
    try {
      return await time.run(Promise.race([
        work(tools, contextOf).then(
          (summary): Answer => ({ status: 'SUCCESS', summary, results }), (error: Error): Answer => ({ status: 'FAILED', reason: error.message, results })),
        stop.stopped.then((): Answer => ({ status: 'none', results })),
      ]));
    } finally {
      log.mockRestore();
    }
  }
}

/** Ends all requests of a function after some of them, as if the function had been stopped. */
class Stop {
  public readonly stopped: Promise<void>;
  private requests = 0;
  private isStopped = false;
  private readonly resolve: () => void;

  constructor(private readonly after: number) {
    let resolve: () => void;
    this.stopped = new Promise((done) => { resolve = done; });
    this.resolve = resolve!;
  }

  public guard(location: Location): Location {
    const clients = Object.fromEntries(Object.entries(location.clients).map(([name, client]) => [name, {
      config: client.config,
      send: async (command: never) => {
        if (this.isStopped || ++this.requests > this.after) {
          return this.never();
        }
        const response = await (client as { send: (command: never) => Promise<unknown> }).send(command);
        return this.isStopped ? this.never() : response;
      },
    }])) as unknown as Location['clients'];
    return { ...location, clients };
  }

  private never(): Promise<never> {
    this.isStopped = true;
    this.resolve();
    return new Promise(() => {});
  }
}
