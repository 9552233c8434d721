/** The browser's own offer to install a page, kept until the member asks for it. */

interface Offer extends Event {
  prompt(): Promise<unknown>;
}

class Installing {
  private kept = $state.raw<Offer | null>(null);

  constructor() {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.kept = event as Offer;
    });
    addEventListener('appinstalled', () => (this.kept = null));
  }

  get canOffer(): boolean {
    return this.kept !== null;
  }

  async offer(): Promise<void> {
    await this.kept?.prompt();
    this.kept = null;
  }
}

export const installing = new Installing();
