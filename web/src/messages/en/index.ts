import common from './common.json';
import office from './office.json';
import register from './register.json';

const messages = { ...common, ...office, ...register };
export type MessageId = keyof typeof messages;
export default messages;
