import office from './office.json';

export default office;
