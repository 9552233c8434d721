/** The page of the hub. */
import { openPage } from '../lib/page.ts';
import './hub.css';
import App from './App.svelte';

void openPage(App);
