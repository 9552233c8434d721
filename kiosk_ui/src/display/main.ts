/** The display page. */
import { openPage } from '../lib/page.ts';
import App from './App.svelte';

void openPage(App);
