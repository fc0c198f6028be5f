using Lora.Diffusion.Samplers;
using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>Makes pictures: starting noise, denoising with classifier-free guidance, decoding. Rows of a batch do not influence each other.</summary>
/// <param name="model">Its parts are loaded before: what a picture takes is freed with it.</param>
public sealed class TextToImage(IDiffusionModel model)
{
    /// <summary>Denoises one picture a seed.</summary>
    /// <param name="sampler">A fresh one: it holds the run's history.</param>
    /// <param name="positive">n prompts.</param>
    /// <param name="negative">What to keep away from, n prompts; null means no guidance.</param>
    /// <param name="seeds">n seeds; each row draws from a generator of its own, first the starting noise, then what the sampler asks for.</param>
    /// <param name="settings">Size and guidance.</param>
    /// <param name="afterStep">Gets the index of each step and the latents after it, which live until this method returns.</param>
    /// <param name="cancellation">Looked at before each step.</param>
    /// <returns>Scaled latents [n, c, height / p, width / p], see <see cref="LatentSpace"/>; they belong to the caller's scope.</returns>
    public Tensor Sample(Sampler sampler, Conditioning positive, Conditioning? negative, ReadOnlySpan<ulong> seeds, SamplingSettings settings,
        Action<int, Tensor>? afterStep = null, CancellationToken cancellation = default)
    {
        var (runtime, downscale) = (model.Runtime, model.Latents.PixelsPerLatent);
        if (settings.Width % downscale != 0 || settings.Height % downscale != 0 || settings.Width <= 0 || settings.Height <= 0)
        {
            throw new ArgumentException($"{settings.Width}x{settings.Height} pixels: both sides must be multiples of {downscale}.", nameof(settings));
        }

        if (positive.Rows != seeds.Length || (negative is not null && negative.Rows != seeds.Length))
        {
            throw new ArgumentException($"{seeds.Length} seeds for {positive.Rows} prompts.", nameof(seeds));
        }

        using var noGrad = runtime.NoGrad();
        using var run = runtime.NewScope();
        var noise = new SeededNoise(runtime, seeds);
        var guided = settings.GuidanceScale > 1 && negative is not null;
        var size = PictureSize.Drawn(settings.Width, settings.Height);
        positive = model.WithSizes(positive, size);
        negative = negative is null ? null : model.WithSizes(negative, size);
        var both = guided && positive.Tokens == negative!.Tokens ? Conditioning.Concat(negative, positive) : null;
        var latents = noise.Draw([seeds.Length, model.Latents.Channels, settings.Height / downscale, settings.Width / downscale]) * sampler.InitNoiseSigma;
        for (var step = 0; step < sampler.Timesteps.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Tensor prediction;
            using (var scope = runtime.NewScope())
            {
                prediction = scope.Keep(Predict(sampler, step, latents, positive, guided ? negative : null, both, settings));
            }

            latents = sampler.Step(prediction, step, latents, noise.Draw);
            afterStep?.Invoke(step, latents);
        }

        return run.Keep(latents);
    }

    /// <summary>Latents as <see cref="Sample"/> gives them -> images [n, 3, h, w], about [-1, 1]; one at a time, which bounds the memory.</summary>
    public Tensor Decode(Tensor latents)
    {
        var runtime = model.Runtime;
        using var noGrad = runtime.NoGrad();
        using var run = runtime.NewScope();
        var images = new Tensor[latents.Size(0)];
        for (var i = 0; i < images.Length; i++)
        {
            using var scope = runtime.NewScope();
            images[i] = scope.Keep(model.Decode(latents.Slice(0, i, i + 1)));
        }

        return run.Keep(images.Length == 1 ? images[0] : runtime.Cat(images, 0));
    }

    private Tensor Predict(
        Sampler sampler, int step, Tensor latents, Conditioning positive, Conditioning? negative, Conditioning? both, SamplingSettings settings)
    {
        var input = sampler.ScaleModelInput(latents, step);
        float[] timestep = [(float)sampler.Timesteps[step]];
        if (negative is null)
        {
            return model.Predict(input, timestep, positive);
        }

        Tensor without, with;
        if (both is not null)
        {
            var halves = model.Predict(model.Runtime.Cat([input, input], 0), timestep, both).Chunk(2, 0);
            (without, with) = (halves[0], halves[1]);
        }
        else
        {
            (without, with) = (model.Predict(input, timestep, negative), model.Predict(input, timestep, positive));
        }

        var guided = without.Add(with.Sub(without), settings.GuidanceScale);
        return settings.GuidanceRescale > 0 ? Rescale(guided, with, settings.GuidanceRescale) : guided;
    }

    private static Tensor Rescale(Tensor guided, Tensor with, double share)
    {
        var ratio = with.Std([1, 2, 3], keepDim: true) / guided.Std([1, 2, 3], keepDim: true);
        return (guided * ratio).Affine(share, 0).Add(guided, 1 - share);
    }
}
