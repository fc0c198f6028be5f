using Lora.Project;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>A caption's embedding, [tokens, width] row-major.</summary>
internal sealed record TextEmbedding(float[] Values, int Tokens);

/// <summary>Embeddings of captions by content: from the store, or encoded now. For a text encoder that is not trained.</summary>
internal sealed class TextEmbeddingCache(StageRequest request, StageContext context, PromptConditioner conditioner)
{
    private const int EntryVersion = 1;

    internal TextEmbedding Get(string caption)
    {
        var key = new EntryKey("embedding", EntryVersion).With("caption", caption)
            .With("clipSkip", request.Get(DatasetOptions.ClipSkip)).With("maxTokens", request.Get(DatasetOptions.MaxTokenLength))
            .With("text_encoder", request.ModelHashes.GetValueOrDefault("text_encoder", ""))
            .With("tokenizer", request.ModelHashes.GetValueOrDefault("tokenizer", ""))
            .With("runtime", context.Models.Runtime.Name).Hash();
        if (context.Store.PathOfOnly(key) is { } path)
        {
            using var file = new SafetensorsFile(path);
            return new(file.ReadFloats("embedding"), (int)file["embedding"].Shape[0]);
        }

        var embedding = Encode(caption, out var width);
        var writer = new SafetensorsWriter();
        writer.AddFloats("embedding", SafetensorsDType.F32, [embedding.Tokens, width], embedding.Values);
        using var stream = new MemoryStream();
        writer.Write(stream);
        context.Store.RecordOnly(key, stream.ToArray());
        return embedding;
    }

    private TextEmbedding Encode(string caption, out int width)
    {
        var runtime = context.Models.Runtime;
        using var scope = runtime.NewScope();
        using var frozen = runtime.NoGrad();
        var tensor = conditioner.Captions([caption]).Context;
        width = tensor.Size(2);
        return new(tensor.ToFloats(), tensor.Size(1));
    }
}
