using System.Text;
using Lora.Diffusion;
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
        var pictures = new SampledPictures(Model, request, context, outputs);
        var embeddings = new TextEmbeddingCache(request, context);
        var recipe = CaptionRecipe.Constant(request.Values);
        var (samples, held) = (new List<TrainingSample>(), new List<TrainingSample>());
        var images = new List<int>();
        var error = 0.0;
        foreach (var image in request.Images)
        {
            saveAndLeave.ThrowIfCancellationRequested();
            var caption = Encoding.UTF8.GetString(made.Read(Stage.Tag, StageFiles.Caption(image)));
            if (pictures.Get(image) is not { } picture)
            {
                continue;
            }

            var embedding = request.Values.CachesTextEmbeddings ? embeddings.Get(recipe.Always(caption)) : null;
            var size = picture.Size;
            error += image.IsValidation ? 0 : Math.Abs(((double)picture.Width / picture.Height) - ((double)size.OriginalWidth / size.OriginalHeight));
            TrainingSample Sample(TrainingSample latent) => latent with
            {
                Caption = caption,
                Repeats = image.Repeats,
                IsRegularization = image.IsRegularization,
                LossWeight = (float)(image.LossWeight * (image.IsRegularization ? request.Get(RateOptions.PriorLossWeight) : 1)),
                Conditioning = embedding?.Arrays,
            };

            if (image.IsValidation)
            {
                // always as it is, and once
                held.Add(Sample(picture) with { Repeats = 1 });
            }
            else
            {
                images.Add(image.Index);
                samples.Add(Sample(picture) with { Mirrored = picture.Mirrored is { } mirrored ? Sample(mirrored) : null });
            }
        }

        // the trainer reads them inside its scope, which must not own them
        ModelPart[] parts = [.. Model.Family.Parts.Where(part => request.Values.SamplesWhileTraining
            || (part == ModelPart.Vae && !request.Get(DatasetOptions.CacheLatents))
            || part == ModelPart.Scheduler || part == ModelPart.Unet || (!request.Values.CachesTextEmbeddings && ModelPart.OfText.Contains(part)))];
        // what earlier stages read would take room from the training
        context.Models.Release(Model.Family.Parts.Except(parts));
        context.Models.Load(request, parts);
        Set = new TrainingSet(samples);
        Held = held.Count > 0 ? new TrainingSet(held) : null;
        Images = images;
        Masked = pictures.Masked;
        Facts = new()
        {
            OutputName = request.OutputName,
            // no folder's name: the file is the same wherever the project lies
            DatasetName = request.OutputName,
            ValidationImages = request.Images.Where(image => image.IsValidation).Sum(image => image.Repeats),
            ColorAug = request.Images.Any(image => image.ColorAug),
            RandomCrop = request.Images.Any(image => image.RandomCrop),
            FaceCropAugRange = request.Images.Select(image => image.Face).OfType<FaceCrop>()
                .Select(face => new NumberRange(face.Min, face.Max)).FirstOrDefault(),
            MeanAspectError = request.Get(DatasetOptions.EnableBucket) ? error / samples.Count : null,
        };
    }

    internal IDiffusionModel Model { get; }

    internal TrainingSet Set { get; }

    /// <summary>The pictures that are kept out; null where there are none.</summary>
    internal TrainingSet? Held { get; }

    /// <summary>The index of the image of each sample.</summary>
    internal IReadOnlyList<int> Images { get; }

    /// <summary>How many of the samples have a mask.</summary>
    internal int Masked { get; }

    internal DatasetFacts Facts { get; }
}
