import dcmjs from 'dcmjs';

// What dcmjs notices about other people's files is no news for who runs the server.
dcmjs.log.setLevel('error');
dcmjs.log.getLogger('validation.dcmjs').setLevel('silent');

export default dcmjs;
