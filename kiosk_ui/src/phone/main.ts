/** The phone's pages. A pass that a link brings stands behind `#`, which is sent to no server. */
import { mount } from 'svelte';
import '../parts/base.css';
import { keepPhonePages } from '../lib/worker.ts';
import App from './App.svelte';

keepPhonePages();
mount(App, { target: document.getElementById('app')! });
