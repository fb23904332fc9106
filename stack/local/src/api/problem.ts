/** A request that cannot be answered; the status and the body say why and what is allowed. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly position: number | undefined;

  constructor(status: number, message: string, position?: number) {
    super(message);
    this.status = status;
    this.position = position;
  }
}
