import JSON

/// Keys of configuration files that are no option of this program: those of transformers' `TrainingArguments` (4 and 5), of
/// its example scripts and of training services.
enum ConfigurationKeys {
  /// Names that others use for our options.
  static let otherNames = [
    "output-dir": "output", "model-name": "model", "model-name-or-path": "model", "train-file": "train",
    "validation-file": "validation", "test-file": "test", "max-seq-length": "max-length",
    "batch-size": "per-device-train-batch-size", "train-batch-size": "per-device-train-batch-size",
    "per-gpu-train-batch-size": "per-device-train-batch-size", "eval-batch-size": "per-device-eval-batch-size",
    "per-gpu-eval-batch-size": "per-device-eval-batch-size", "epochs": "num-train-epochs",
    "num-epochs": "num-train-epochs", "evaluation-strategy": "eval-strategy",
    "gradient-accumulation": "gradient-accumulation-steps", "early-stopping": "early-stopping-patience",
    "lr": "learning-rate", "lr-scheduler": "lr-scheduler-type", "label-smoothing": "label-smoothing-factor",
    "hidden-dropout-prob": "hidden-dropout", "attention-probs-dropout": "attention-dropout",
    "attention-probs-dropout-prob": "attention-dropout", "dropout": "hidden-dropout",
    "seq-classif-dropout": "classifier-dropout", "overwrite-output-dir": "overwrite",
    "push-to-hub-model-id": "hub-model-id",
  ]

  /// What is always so here: other values would change what comes out, and cannot be had.
  static let facts: [String: [JSONValue]] = [
    "category": ["nlp"], "subcategory": ["text-classification"], "task": ["text-classification"],
    "truncation": [true, "longest_first", "only_first"], "adafactor": [false],
    "optim": ["adamw_torch", "adamw_torch_fused", "adamw_hf", "adamw_apex_fused", "adamw_torch_xla"],
    "lr_scheduler_kwargs": [[:], "", "{}"], "bf16_full_eval": [false], "fp16_full_eval": [false],
    "eval_delay": [0], "eval_on_start": [false], "dataloader_drop_last": [false], "past_index": [-1],
    "ignore_data_skip": [false], "train_sampling_strategy": ["random", "group_by_length"],
    "deepspeed": [[:], ""], "fsdp": [[], "", false], "sharded_ddp": [[], ""], "mp_parameters": [""],
    "model_revision": ["main"], "do_regression": [false],
  ]

  /// What no value can be taken for but `null`, with what to do instead.
  static let refused = [
    "data_seed": "one seed fixes everything here; give it as \"seed\"",
    "optim_args": "AdamW is set by adam_beta1, adam_beta2, adam_epsilon and weight_decay",
    "optim_target_modules": "AdamW updates all weights that freeze_layers leaves free",
    "neftune_noise_alpha": "no noise is added to embeddings here; leave it out, or give a dropout",
    "parallelism_config": "a training runs on one machine's cores; leave it out",
    "tokenizer_name": "the tokenizer is the checkpoint's; put its files into the model's folder",
    "config_name": "the configuration is the checkpoint's; put its config.json into the model's folder",
    "dataset_name": "data are files here; give them as train, validation and test",
    "dataset_config_name": "data are files here; give them as train, validation and test",
    "task_name": "data are files here; give them as train, validation and test",
    "max_train_samples": "all rows of a file are used; cut the file itself",
    "max_eval_samples": "all rows of a file are used; cut the file itself",
    "max_predict_samples": "all rows of a file are used; cut the file itself",
    "id2label": "the labels are given as label_names, in the order of their numbers",
    "label2id": "the labels are given as label_names, in the order of their numbers",
  ]

  /// What transformers needs to be told and this program does not: how work is spread over devices and processes, how much
  /// memory may be spent for how much time, what is printed and uploaded. No figure depends on it.
  static let needless = Set(
    """
    padding pad_to_max_length do_train do_eval do_predict use_cpu no_cuda use_mps_device use_ipex xpu_backend local_rank \
    n_gpu _n_gpu accelerator_config average_tokens_across_devices auto_find_batch_size split_batches dispatch_batches \
    ddp_backend ddp_broadcast_buffers ddp_bucket_cap_mb ddp_find_unused_parameters ddp_static_graph ddp_timeout \
    fsdp_config fsdp_min_num_params fsdp_transformer_layer_cls_to_wrap tpu_num_cores tpu_metrics_debug ray_scope \
    gradient_checkpointing gradient_checkpointing_kwargs activation_checkpointing activation_checkpointing_kwargs \
    torch_compile torch_compile_backend torch_compile_mode torchdynamo torch_empty_cache_steps jit_mode_eval tf32 \
    use_cache use_liger_kernel liger_kernel_config fp16_backend fp16_opt_level half_precision_backend full_determinism \
    dataloader_num_workers dataloader_pin_memory dataloader_persistent_workers dataloader_prefetch_factor \
    dataloader_multiprocessing_context dataloader_in_order remove_unused_columns length_column_name \
    eval_accumulation_steps eval_do_concat_batches eval_use_gather_object batch_eval_metrics include_for_metrics \
    include_inputs_for_metrics prediction_loss_only use_legacy_prediction_loop include_num_input_tokens_seen \
    include_tokens_per_second log_level log_level_replica log_on_each_node logging_first_step logging_nan_inf_filter \
    disable_tqdm skip_memory_metrics debug run_name project trackio_space_id trackio_bucket_id \
    trackio_static_space_id save_safetensors save_only_model save_on_each_node enable_jit_checkpoint \
    restore_callback_states_from_checkpoint hub_token hub_strategy hub_private_repo hub_always_push hub_revision \
    push_to_hub_token push_to_hub_organization overwrite_cache use_fast_tokenizer cache_dir token use_auth_token \
    trust_remote_code ignore_mismatched_sizes
    """.split(separator: " ").map(String.init))
}
