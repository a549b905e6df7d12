#include "core/model/persons_files.hpp"

#include "core/base/file.hpp"

#include <set>
#include <string>

namespace quince {

void readPersonsFile(const std::filesystem::path& path, ArchitectureDocuments& documents,
                     std::vector<Problem>& problems) {
    constexpr std::uint64_t largest = 4 << 20;
    const std::string who = "architecture file " + nameText(path);
    Result<std::string> text = readWholeFile(path, largest);
    if (!text) {
        problems.push_back({Severity::error, who + " cannot be read: " + text.error().message});
        return;
    }
    const std::vector<FileMistake> mistakes = checkArchitectureFile(*text);
    for (const FileMistake& mistake : mistakes) {
        problems.push_back({Severity::error, who + ", line " + std::to_string(mistake.line) + ": " +
                                                 mistake.reason});
    }
    if (mistakes.empty()) {
        documents.insert_or_assign(nameText(path.stem()),
                                   std::make_shared<const Json>(Json::parse(*text)));
    }
}

void readPersonsFolder(const std::filesystem::path& folder, ArchitectureDocuments& documents,
                       std::vector<Problem>& problems) {
    std::error_code error;
    std::set<std::filesystem::path> files;  // sorted
    for (const auto& item : std::filesystem::directory_iterator(folder, error)) {
        if (item.path().extension() == ".json" && item.path().filename() != "schema.json") {
            files.insert(item.path());
        }
    }
    for (const std::filesystem::path& file : files) {
        readPersonsFile(file, documents, problems);
    }
}

}  // namespace quince
