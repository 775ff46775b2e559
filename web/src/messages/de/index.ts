import type { FirstId } from '../en';
import common from './common.json';
import register from './register.json';

/** The type demands every message of the English files, so that none is forgotten. */
const messages: Record<FirstId, string> = { ...common, ...register };
export default messages;
