/** Where in the hub's pages one is: in the address, so that a reload and a bookmark come back. */

export const PLACES = ['sites', 'anomalies', 'reports', 'runs'] as const;
export type PlaceName = (typeof PLACES)[number];

class Place {
  name = $state<PlaceName>('sites');
  /** What of the place: the number of a site or of an anomaly. */
  of = $state('');

  /** Follows the address; call in an effect. */
  follow = (): (() => void) => {
    const read = () => this.read(location.hash);
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  };

  private read(hash: string): void {
    const [, name, of] = hash.split('/');
    this.name = PLACES.find((each) => each === name) ?? 'sites';
    this.of = of ?? '';
  }
}

export const place = new Place();

export function addressOf(name: PlaceName, of = ''): string {
  return `#/${name}${of && `/${of}`}`;
}
