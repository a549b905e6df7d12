#pragma once

#include "core/model/architecture_file.hpp"

#include <quince/architecture.hpp>

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace quince {

/// The compiled-in files; parsed once in the life of the program.
const ArchitectureDocuments& builtInDocuments();

/// Which architecture file serves which model type. A file is read when it is first asked for:
/// there are some two hundred, and a program needs one or two. May be asked by several threads.
class ArchitectureIndex {
public:
    /// Reads the files at once if there are `problems` to report bad ones to, which are left out.
    /// REQUIRES: without `problems`, all files can be read
    explicit ArchitectureIndex(ArchitectureDocuments documents,
                               std::vector<Problem>* problems = nullptr);

    [[nodiscard]] std::set<std::string> modelTypes() const;
    [[nodiscard]] bool serves(std::string_view modelType, VisionChoice vision) const;
    /// Lives as long as the index; nullptr: no file serves the type.
    [[nodiscard]] const ArchitectureFile* find(std::string_view modelType,
                                               VisionChoice vision) const;
    /// What `within` may name: a model type, else a file that serves no type by itself.
    [[nodiscard]] const ArchitectureFile* findInner(const std::string& name) const;

private:
    using NameOfType = std::map<std::string, std::string, std::less<>>;

    void leaveOutBadFiles(std::vector<Problem>& problems);
    [[nodiscard]] const NameOfType& namesFor(VisionChoice vision) const;
    [[nodiscard]] const ArchitectureFile* read(const std::string& name) const;

    ArchitectureDocuments m_documents;
    NameOfType m_textFiles;
    NameOfType m_visionFiles;
    mutable std::mutex m_mutex;                               ///< of m_files
    mutable std::map<std::string, ArchitectureFile> m_files;  ///< by name; those asked for
};

}  // namespace quince
