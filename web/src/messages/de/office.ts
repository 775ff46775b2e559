import type { OfficeId } from '../en';
import office from './office.json';

/** As in the other file. */
const messages: Record<OfficeId, string> = office;
export default messages;
