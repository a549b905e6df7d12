#include "cli/commands.hpp"
#include "cli/hub_upload.hpp"
#include "cli/json_text.hpp"

namespace cli {

ExitCode runUpload(const UploadOptions& options, const quince::Environment& environment,
                   const Output& output) {
    const quince::Result<hub::Uploaded> uploaded = uploadToHub(options, environment, output);
    if (!uploaded) {
        return output.fail(uploaded.error());
    }
    output.answer(output.json() ? jsonText(uploadJson(*uploaded)) : uploadText(*uploaded));
    return ExitCode::ok;
}

}  // namespace cli
