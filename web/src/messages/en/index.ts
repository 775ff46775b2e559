import common from './common.json';
import type office from './office.json';
import register from './register.json';

const messages = { ...common, ...register };
export type OfficeId = keyof typeof office;
export type FirstId = keyof typeof messages;
export type MessageId = FirstId | OfficeId;
export default messages;
