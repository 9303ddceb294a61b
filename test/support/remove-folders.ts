import { afterAll } from 'vitest';
import { removeFolders } from './folders.ts';

// Of every test file, though all of them share the module that makes the folders.
afterAll(removeFolders);
