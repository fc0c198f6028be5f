using Lora.Imaging;
using Lora.Project;

namespace Lora.Engine;

/// <summary>What the stages of one engine share: the store, the models that stay loaded between them, the picture codec and the listener.</summary>
internal sealed record StageContext(ContentStore Store, LoadedModels Models, IImageCodec Codec, IEvents Events)
{
    /// <summary>What earlier stages made for this request, each file under its hash.</summary>
    internal MadeFiles MadeFor(StageRequest request) => new(request, Store);
}
