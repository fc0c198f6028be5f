using System.Text;
using Lora.Diffusion;
using Lora.Imaging;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What a training reads, gathered from what the earlier stages left: latents, captions, embeddings, the model.</summary>
internal sealed class TrainingData
{
    /// <exception cref="FindingException">A caption or a picture is lost or changed.</exception>
    internal TrainingData(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        Model = context.Models.Of(request);
        var made = context.MadeFor(request);
        var latents = new LatentCache(request, context, outputs);
        var embeddings = new TextEmbeddingCache(request, context);
        var recipe = CaptionRecipe.Constant(request.Values);
        var (samples, held) = (new List<TrainingSample>(), new List<TrainingSample>());
        var images = new List<int>();
        var error = 0.0;
        foreach (var image in request.Images)
        {
            saveAndLeave.ThrowIfCancellationRequested();
            var caption = Encoding.UTF8.GetString(made.Read(Stage.Tag, StageFiles.Caption(image)));
            if (latents.Get(image) is not { } latent || (image.FlipAug ? latents.Get(image, flipped: true) : latent) is not { } mirrored)
            {
                continue;
            }

            var embedding = request.Values.CachesTextEmbeddings ? embeddings.Get(recipe.Always(caption)) : null;
            error += image.IsValidation ? 0 : Math.Abs(((double)latent.Width / latent.Height) - ((double)latent.OriginalWidth / latent.OriginalHeight));
            var mask = Mask(image, made, context);
            TrainingSample Sample(LatentEntry entry) => new()
            {
                Name = image.Name,
                Caption = caption,
                Height = entry.Height,
                Width = entry.Width,
                Mean = entry.Mean,
                Std = entry.Std,
                Size = entry.Size(Model.Latents.PixelsPerLatent),
                Repeats = image.Repeats,
                IsRegularization = image.IsRegularization,
                LossWeight = (float)(image.LossWeight * (image.IsRegularization ? request.Get(RateOptions.PriorLossWeight) : 1)),
                Mask = (entry.Flipped ? mask?.Mirrored() : mask) is { } shown ? MaskPictures.Of(shown, entry.Height, entry.Width) : [],
                Conditioning = embedding?.Arrays,
            };

            if (image.IsValidation)
            {
                // always as it is, and once
                held.Add(Sample(latent) with { Repeats = 1 });
            }
            else
            {
                images.Add(image.Index);
                samples.Add(Sample(latent) with { Mirrored = image.FlipAug ? Sample(mirrored) : null });
            }
        }

        // the trainer reads them inside its scope, which must not own them
        ModelPart[] parts = [.. Model.Family.Parts.Where(part => request.Values.SamplesWhileTraining
            || part == ModelPart.Scheduler || part == ModelPart.Unet || (!request.Values.CachesTextEmbeddings && ModelPart.OfText.Contains(part)))];
        // what earlier stages read would take room from the training
        context.Models.Release(Model.Family.Parts.Except(parts));
        context.Models.Load(request, parts);
        Set = new TrainingSet(samples);
        Held = held.Count > 0 ? new TrainingSet(held) : null;
        Images = images;
        Facts = new()
        {
            OutputName = request.OutputName,
            // no folder's name: the file is the same wherever the project lies
            DatasetName = request.OutputName,
            MeanAspectError = request.Get(DatasetOptions.EnableBucket) ? error / samples.Count : null,
        };
    }

    private static Rgb24Image? Mask(ImageItem image, MadeFiles made, StageContext context) =>
        made.Of(Stage.Resize).Any(file => file.Path == StageFiles.Mask(image))
            ? context.Codec.Decode(made.Read(Stage.Resize, StageFiles.Mask(image))).Opaque() : null;

    internal IDiffusionModel Model { get; }

    internal TrainingSet Set { get; }

    /// <summary>The pictures that are kept out; null where there are none.</summary>
    internal TrainingSet? Held { get; }

    /// <summary>The index of the image of each sample.</summary>
    internal IReadOnlyList<int> Images { get; }

    internal DatasetFacts Facts { get; }
}
