export interface PageProps {
  /** What the address names behind the page: a service, a trace. */
  readonly name: string;
}
