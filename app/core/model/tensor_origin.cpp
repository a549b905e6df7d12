#include "core/model/tensor_view.hpp"

#include <quince/tensor_origin.hpp>

#include <algorithm>

namespace quince {
namespace {

struct NameDecoding {
    std::string operator()(const decoding::Bytes&) const {
        return "its bytes read as another dtype";
    }
    std::string operator()(const decoding::Float8&) const { return "8-bit floats decoded"; }
    std::string operator()(const decoding::Plus&) const { return "a number added"; }
    std::string operator()(const decoding::Times&) const { return "multiplied"; }
    std::string operator()(const decoding::PlusProduct&) const { return "an adapter added"; }
    std::string operator()(const decoding::UnitRows&) const {
        return "rows divided by their norms";
    }
};

std::string nameOfForm(SourceForm form) {
    switch (form) {
        case SourceForm::plain:
            return "";
        case SourceForm::awqCodes:
            return "AWQ codes packed as MLX does";
        case SourceForm::awqBiases:
            return "biases from AWQ zero points";
        case SourceForm::unitColumns:
            return "columns divided by their norms";
    }
    return "";
}

/// Collects what is said of one tensor, each thing once.
class Teller {
public:
    Teller(const Checkpoint& checkpoint, const Blueprint& blueprint)
        : m_checkpoint(checkpoint), m_blueprint(blueprint) {}

    void addView(const TensorView& view) {
        for (const ViewPiece& piece : view.pieces) {
            addSource(piece.tensor);
        }
        if (view.pieces.size() > 1) {
            say(std::to_string(view.pieces.size()) + " stacked");
        }
        if (!isContiguous(view)) {
            say("rearranged");
        } else if (elementCount(view.shape) / view.pieces.size() != m_sourceElements) {
            say("a part");
        } else if (view.pieces.size() == 1 && view.shape != m_sourceShape) {
            say("reshaped");
        }
    }

    void say(const std::string& what) {
        if (!what.empty() && std::find(m_said.begin(), m_said.end(), what) == m_said.end()) {
            m_said.push_back(what);
        }
    }

    [[nodiscard]] TensorOrigin origin(const std::string& name) {
        if (m_said.empty()) {
            say(m_sources.front() == name ? "as it is" : "renamed");
        }
        TensorOrigin origin{std::move(m_sources), {}};
        for (const std::string& what : m_said) {
            origin.how += (origin.how.empty() ? "" : ", ") + what;
        }
        return origin;
    }

private:
    /// Down to the tensor of a file.
    void addSource(std::uint32_t index) {
        const std::size_t stored = m_checkpoint.tensors.size();
        const Shape& shape = index < stored ? m_checkpoint.tensors[index].shape
                                            : m_blueprint.decoded[index - stored].shape;
        m_sourceElements = elementCount(shape);
        m_sourceShape = shape;
        while (index >= stored) {
            const DecodedTensor& decoded = m_blueprint.decoded[index - stored];
            say(std::visit(NameDecoding{}, decoded.how));
            index = decoded.source;
        }
        const std::string& name = m_checkpoint.tensors[index].name;
        if (std::find(m_sources.begin(), m_sources.end(), name) == m_sources.end()) {
            m_sources.push_back(name);
        }
    }

    const Checkpoint& m_checkpoint;
    const Blueprint& m_blueprint;
    std::uint64_t m_sourceElements = 0;
    Shape m_sourceShape;
    std::vector<std::string> m_sources;
    std::vector<std::string> m_said;
};

}  // namespace

TensorOrigin originOf(const Checkpoint& checkpoint, const Blueprint& blueprint,
                      const ModelTensor& tensor) {
    Teller teller(checkpoint, blueprint);
    teller.addView(tensor.view);
    teller.say(nameOfForm(tensor.form));
    if (tensor.second) {
        teller.addView(*tensor.second);
    }
    return teller.origin(tensor.name);
}

}  // namespace quince
