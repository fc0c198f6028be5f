using Lora.Diffusion;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What a training reads, gathered from what the earlier stages left: latents, captions, embeddings, the model.</summary>
internal sealed class TrainingData
{
    /// <exception cref="FileNotFoundException">A caption or a resized picture is not there.</exception>
    internal TrainingData(StageRequest request, StageContext context, CancellationToken saveAndLeave)
    {
        var conditioner = new PromptConditioner(request, context.Models);
        var model = context.Models.Of(request);
        // loaded before the trainer opens its scope: the weights outlive it
        model.Load(ModelPart.Unet);
        Model = model;
        var latents = new LatentCache(request, context);
        var embeddings = new TextEmbeddingCache(request, context, conditioner);
        var samples = new List<TrainingSample>();
        var error = 0.0;
        foreach (var image in request.Images)
        {
            saveAndLeave.ThrowIfCancellationRequested();
            var caption = File.ReadAllText(StageFiles.InObj(request, StageFiles.Caption(image)));
            var latent = latents.Get(image);
            var embedding = request.Parameters.CachesTextEmbeddings ? embeddings.Get(caption) : null;
            error += Math.Abs(((double)latent.Width / latent.Height) - ((double)latent.OriginalWidth / latent.OriginalHeight));
            samples.Add(new TrainingSample
            {
                Name = image.Name,
                Caption = caption,
                Height = latent.Height,
                Width = latent.Width,
                Mean = latent.Mean,
                Std = latent.Std,
                Repeats = image.Repeats,
                Embedding = embedding?.Values,
                EmbeddingTokens = embedding?.Tokens ?? 0,
            });
        }

        Set = new TrainingSet(samples);
        Facts = FactsOf(request, context, error / samples.Count);
    }

    internal IDiffusionModel Model { get; }

    internal TrainingSet Set { get; }

    internal DatasetFacts Facts { get; }

    private static DatasetFacts FactsOf(StageRequest request, StageContext context, double aspectError)
    {
        var p = request.Parameters;
        return new()
        {
            OutputName = request.OutputName,
            // no folder's name: the file is the same wherever the project lies
            DatasetName = request.OutputName,
            Resolution = (p.Resolution, p.Resolution),
            EnableBucket = p.EnableBucket,
            BucketNoUpscale = p.BucketNoUpscale,
            MinBucketReso = p.MinBucketReso,
            MaxBucketReso = p.MaxBucketReso,
            MeanAspectError = p.EnableBucket ? aspectError : null,
            PixelsPerLatent = context.Models.Of(request).Latents.PixelsPerLatent,
            ClipSkip = p.ClipSkip > 1 ? p.ClipSkip : null,
            MaxTokenLength = p.MaxTokenLength > 75 ? p.MaxTokenLength : null,
        };
    }
}
