#pragma once

#include "hub/hash_notes.hpp"
#include "hub/hub_api.hpp"
#include "hub/object_sender.hpp"
#include "hub/upload.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hub {

/// The part of an upload that may have to be done over: look at the branch, send what it lacks,
/// commit. For one thread.
class UploadRounds {
public:
    /// All must outlive this.
    UploadRounds(HubApi& api, SendContext& context, const UploadOrder& order,
                 const std::vector<LocalFile>& files, HashNotes& notes);

    /// Until the branch has all files. Writes into `result` what became of it.
    /// Errors: as runUpload.
    quince::Status run(unsigned filesAtATime, Uploaded& result, const quince::StopToken& stop);

private:
    enum class Round {
        done,   ///< the branch has all files
        moved,  ///< somebody else has committed meanwhile
        lost,   ///< it is not known whether the commit was made
    };

    /// One look at the head of the branch and, if it lacks anything, one commit onto it.
    quince::Result<Round> round(const quince::StopToken& stop);
    quince::Status send(const quince::StopToken& stop);
    quince::Result<Round> commit(const quince::StopToken& stop);
    /// Warns of weights in the repo that are not of this model.
    void lookForStrays(const quince::StopToken& stop);
    /// Notes what the repo's .gitignore keeps out; without hashes what is there counts as ours.
    /// Errors: invalidArgument: the model needs it.
    quince::Status checkIgnored();
    /// Whether the branch has this file already, or does not want it.
    [[nodiscard]] bool isThere(std::size_t file) const;

    HubApi& m_api;
    SendContext& m_context;
    const UploadOrder& m_order;
    const std::vector<LocalFile>& m_files;
    HashNotes& m_notes;
    unsigned m_filesAtATime = 1;
    std::vector<UploadFile> m_questions;
    std::string m_head;                   ///< of the branch, as this round saw it
    std::vector<UploadChoice> m_choices;  ///< the same
    std::vector<std::string> m_hashes;    ///< of the kinds that the choices ask for, once known
    std::vector<std::string> m_ignored;   ///< paths that this round's branch does not want
    std::optional<quince::Error> m_lostAnswer;  ///< to the last commit that had none
    Uploaded* m_result = nullptr;
};

}  // namespace hub
