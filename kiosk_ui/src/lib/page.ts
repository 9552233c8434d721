/** How each page of Twogate begins: its measure, its recordings, its first screen. */
import { mount, type Component } from 'svelte';
import '../parts/base.css';
import { calibrate } from './device.ts';
import { keepRestingPage } from './worker.ts';
import { findRecordings } from './sound.ts';

export async function openPage(screen: Component): Promise<void> {
  calibrate();
  await findRecordings();
  keepRestingPage();
  mount(screen, { target: document.getElementById('app')! });
}
