#include "cli/commands.hpp"
#include "cli/hub_models.hpp"
#include "cli/json_text.hpp"
#include "cli/text.hpp"

namespace cli {

ExitCode runDownload(const DownloadOptions& options, const quince::Environment& environment,
                     const Output& output) {
    const auto repo = repoNamed(options.model, environment);
    if (!repo) {
        return output.fail(repo.error());
    }
    const quince::Result<FetchedModel> model = fetchFromHub(*repo, environment, output);
    if (!model) {
        return output.fail(model.error());
    }
    const ModelSource& source = model->source;
    output.answer(output.json() ? jsonText(Json{{"repo", source.repo},
                                                {"commit", source.revision},
                                                {"folder", pathText(source.folder)},
                                                {"bytes_fetched", model->bytesFetched}})
                                : pathText(source.folder) + "\n");
    return ExitCode::ok;
}

}  // namespace cli
