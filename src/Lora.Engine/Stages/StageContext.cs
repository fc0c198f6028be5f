using Lora.Imaging;

namespace Lora.Engine;

/// <summary>What the stages of one engine share: the store, the models that stay loaded between them, the picture codec and the listener.</summary>
internal sealed record StageContext(ContentStore Store, LoadedModels Models, IImageCodec Codec, IEvents Events);
