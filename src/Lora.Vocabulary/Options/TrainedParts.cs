namespace Lora.Vocabulary;

/// <summary>What follows from the options of a training about the parts that it changes, and what it reads.</summary>
public static class TrainedParts
{
    /// <summary>The options that make a caption another text at another step, and when.</summary>
    private static readonly IReadOnlyList<(Option Option, Func<OptionValues, bool> IsOn)> Varying =
    [
        (CaptionOptions.EnableWildcard, static values => values.Get(CaptionOptions.EnableWildcard)),
        (CaptionOptions.ShuffleCaption, static values => values.Get(CaptionOptions.ShuffleCaption)),
        (CaptionOptions.CaptionDropoutRate, static values => values.Get(CaptionOptions.CaptionDropoutRate) > 0),
        (RateOptions.PriorCaptionDropoutRate, static values => values.Get(RateOptions.PriorPrediction) && values.Get(RateOptions.PriorCaptionDropoutRate) > 0),
        (CaptionOptions.CaptionDropoutEveryNEpochs, static values => values.Get(CaptionOptions.CaptionDropoutEveryNEpochs) > 0),
        (CaptionOptions.CaptionTagDropoutRate, static values => values.Get(CaptionOptions.CaptionTagDropoutRate) > 0),
        (CaptionOptions.TokenWarmupStep, static values => values.Get(CaptionOptions.TokenWarmupStep) > 0),
    ];

    extension(OptionValues values)
    {
        /// <summary>The rate of a part's adapters; 0: the part is not trained.</summary>
        public double RateOf(ModelPart part) => RateOptions.ByPart.TryGetValue(part, out var option) ? values.Get(option) : 0;

        /// <summary>The U-Net gets adapters.</summary>
        public bool TrainsUnet => values.RateOf(ModelPart.Unet) > 0;

        /// <summary>The text encoder gets adapters.</summary>
        public bool TrainsTextEncoder => values.RateOf(ModelPart.TextEncoder) > 0;

        /// <summary>Every caption is always read as the same text by the same encoder, so that its embedding can be kept.</summary>
        public bool CanCacheTextEmbeddings => !values.TrainsTextEncoder && !values.VariesCaptions;

        /// <summary>The embedding of every caption is kept.</summary>
        public bool CachesTextEmbeddings => values.CanCacheTextEmbeddings && values.Get(CaptionOptions.CacheTextEncoderOutputs) != false;

        /// <summary>A caption may be read as another text at another step.</summary>
        public bool VariesCaptions => Varying.Any(varying => varying.IsOn(values));

        /// <summary>The options that make it so.</summary>
        public IEnumerable<Option> VaryingCaptions => Varying.Where(varying => varying.IsOn(values)).Select(varying => varying.Option);
    }
}
