import type { MessageId } from '../en';
import common from './common.json';
import office from './office.json';
import register from './register.json';

/** The type demands every message of the English files, so that none is forgotten. */
const messages: Record<MessageId, string> = { ...common, ...office, ...register };
export default messages;
