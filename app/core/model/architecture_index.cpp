#include "core/model/architecture_index.hpp"

#include "core/model/built_in_architectures.hpp"

#include <utility>

namespace quince {

const ArchitectureDocuments& builtInDocuments() {
    static const ArchitectureDocuments documents = [] {
        ArchitectureDocuments parsed;
        for (const auto& [name, text] : builtInArchitectures()) {
            parsed.emplace(name, std::make_shared<const Json>(Json::parse(text)));
        }
        return parsed;
    }();
    return documents;
}

ArchitectureIndex::ArchitectureIndex(ArchitectureDocuments documents,
                                     std::vector<Problem>* problems)
    : m_documents(std::move(documents)) {
    if (problems != nullptr) {
        leaveOutBadFiles(*problems);
    }
    for (const auto& [name, document] : m_documents) {
        for (auto [key, names] :
             {std::pair{"model_types", &m_textFiles}, std::pair{"vision_types", &m_visionFiles}}) {
            for (const auto& type : document->value(key, Json::array())) {
                names->insert_or_assign(type.get<std::string>(), name);
            }
        }
    }
}

void ArchitectureIndex::leaveOutBadFiles(std::vector<Problem>& problems) {
    std::vector<std::string> bad;
    for (const auto& [name, document] : m_documents) {
        Result<ArchitectureFile> file = readArchitectureFile(name, m_documents);
        if (file) {
            m_files.emplace(name, std::move(*file));
        } else {
            problems.push_back({Severity::error, file.error().message});
            bad.push_back(name);
        }
    }
    // Not before: each of those that extend a bad file is to be reported with its reason.
    for (const std::string& name : bad) {
        m_documents.erase(name);
    }
}

const ArchitectureIndex::NameOfType& ArchitectureIndex::namesFor(VisionChoice vision) const {
    return vision == VisionChoice::keep ? m_visionFiles : m_textFiles;
}

std::set<std::string> ArchitectureIndex::modelTypes() const {
    std::set<std::string> types;
    for (const NameOfType* names : {&m_textFiles, &m_visionFiles}) {
        for (const auto& [type, name] : *names) {
            types.insert(type);
        }
    }
    return types;
}

bool ArchitectureIndex::serves(std::string_view modelType, VisionChoice vision) const {
    return namesFor(vision).contains(modelType);
}

const ArchitectureFile* ArchitectureIndex::find(std::string_view modelType,
                                                VisionChoice vision) const {
    const NameOfType& names = namesFor(vision);
    const auto name = names.find(modelType);
    return name == names.end() ? nullptr : read(name->second);
}

const ArchitectureFile* ArchitectureIndex::findInner(const std::string& name) const {
    const ArchitectureFile* const file = find(name, VisionChoice::drop);
    return file == nullptr && m_documents.contains(name) ? read(name) : file;
}

const ArchitectureFile* ArchitectureIndex::read(const std::string& name) const {
    const std::lock_guard lock(m_mutex);
    const auto known = m_files.find(name);
    if (known != m_files.end()) {
        return &known->second;
    }
    Result<ArchitectureFile> file = readArchitectureFile(name, m_documents);
    return file ? &m_files.emplace(name, std::move(*file)).first->second : nullptr;
}

}  // namespace quince
