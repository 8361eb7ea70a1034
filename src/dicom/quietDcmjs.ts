import dcmjs from 'dcmjs';

// dcmjs logs every irregularity of the files that it reads, which is too much for a terminal or a server's
// log. It throws an error for files that it cannot read.
dcmjs.log.setLevel('silent');
dcmjs.log.getLogger('validation.dcmjs').setLevel('silent');

export default dcmjs;
