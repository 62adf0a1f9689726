/** @odoo-module **/

// As the server keeps it. A larger part would stand in a plain file on the server while it comes.
const BLOCK = 384 * 1024;

/**
 * Send a file in parts, each of which is sealed as it arrives.
 *
 * @param {Object} http service
 * @param {String} number of the import
 * @param {File} file
 * @param {Function} onProgress is told the share that has arrived
 */
export async function upload(http, number, file, onProgress) {
    for (let start = 0, sequence = 0; start < file.size; start += BLOCK, sequence++) {
        const told = await http.post(`/socreg/batch/${number}/block/${sequence}`, {
            csrf_token: odoo.csrf_token,
            block: new File([file.slice(start, start + BLOCK)], "part"),
        });
        if (told.error) {
            throw new Error(told.error);
        }
        onProgress(Math.min(1, (start + BLOCK) / file.size));
    }
}
