#include "core/kernels/float_formats.hpp"
#include "core/kernels/references.hpp"

namespace quince {

void castFloatsReference(DType from, const void* source, DType to, void* target,
                         std::size_t count) {
    if (from == to) {
        std::memcpy(target, source, count * bytesPerElement(from));
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        storeFloat(to, target, i, loadFloat(from, source, i));
    }
}

}  // namespace quince
