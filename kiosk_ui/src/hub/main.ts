/** The page of the hub. It keeps nothing for a time without a network: it shows what is. */
import { mount } from 'svelte';
import '../parts/base.css';
import './hub.css';
import App from './App.svelte';

mount(App, { target: document.getElementById('app')! });
