#pragma once

#include <quince/repo_id.hpp>
#include <quince/result.hpp>

#include <QUrl>

#include <string_view>

namespace hub {

/// The model that a person means by what was pasted: org/name, org/name@revision, or the address of
/// any page of a model at the endpoint, huggingface.co or hf.co, with or without https://. A single
/// word is an id, too ("gpt2"): a search box looks for a '/' first.
/// Errors: invalidArgument: it is none, or one of a data set or a space.
quince::Result<quince::RepoReference> parseRepoAddress(std::string_view text, const QUrl& endpoint);

}  // namespace hub
