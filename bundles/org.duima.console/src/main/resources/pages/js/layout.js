/**
 * The list as it is printed: four parts, each a sequence of blocks in the order of the form. A block
 * is `{fields}` of setlinfo, or a node whose rows repeat: `columns` for a table, `each` for one box
 * of fields a row. `rows` picks the rows that belong to the block.
 */
export const PARTS = [
  {
    id: 'basic',
    blocks: [
      {
        fields: [
          'fixmedins_name', 'fixmedins_code', 'hi_setl_lv', 'hi_no', 'medcasno', 'dcla_time', 'psn_name', 'gend', 'brdy', 'age',
          'nwb_age', 'ntly', 'naty', 'patn_cert_type', 'certno', 'prfs', 'curr_addr', 'emp_name', 'emp_addr', 'emp_tel', 'poscode',
          'coner_name', 'patn_rlts', 'coner_addr', 'coner_tel', 'hi_type', 'sp_psn_type', 'insuplc', 'nwb_adm_type', 'nwb_bir_wt',
          'nwb_adm_wt', 'mul_nwb_bir_wt', 'mul_nwb_adm_wt',
        ],
      },
    ],
  },
  {
    id: 'chronic',
    blocks: [
      {fields: ['opsp_diag_caty', 'opsp_mdtrt_date']},
      {id: 'chronic', node: 'opspdiseinfo', columns: ['diag_name', 'diag_code', 'oprn_oprt_name', 'oprn_oprt_code']},
    ],
  },
  {
    id: 'stay',
    blocks: [
      {
        fields: [
          'ipt_med_type', 'adm_way', 'trt_type', 'adm_time', 'adm_caty', 'refldept_dept', 'dscg_time', 'dscg_caty', 'act_ipt_days',
          'otp_wm_dise', 'wm_dise_code', 'otp_tcm_dise', 'tcm_dise_code',
        ],
      },
      {
        id: 'western',
        node: 'diseinfo',
        rows: (row) => !isTcm(row),
        columns: ['maindiag_flag', 'diag_name', 'diag_code', 'adm_cond_type'],
        principal: {flag: 'maindiag_flag', path: 'principal-diagnosis', key: 'diag_code'},
      },
      {id: 'tcm', node: 'diseinfo', rows: isTcm, columns: ['diag_type', 'diag_name', 'diag_code', 'adm_cond_type']},
      {fields: ['diag_code_cnt']},
      {
        id: 'procedures',
        node: 'oprninfo',
        each: [
          'oprn_oprt_type', 'oprn_oprt_name', 'oprn_oprt_code', 'oprn_oprt_date', 'oprn_oprt_begntime', 'oprn_oprt_endtime', 'anst_way',
          'anst_begntime', 'anst_endtime', 'oper_dr_name', 'oper_dr_code', 'anst_dr_name', 'anst_dr_code',
        ],
        principal: {flag: 'oprn_oprt_type', path: 'principal-procedure', key: 'oprn_oprt_code'},
      },
      {fields: ['oprn_oprt_code_cnt', 'vent_used_dura', 'pwcry_bfadm_coma_dura', 'pwcry_afadm_coma_dura']},
      {
        id: 'intensive',
        node: 'icuinfo',
        columns: ['scs_cutd_ward_type', 'scs_cutd_inpool_time', 'scs_cutd_exit_time', 'scs_cutd_sum_dura'],
      },
      {id: 'blood', node: 'bldinfo', columns: ['bld_cat', 'bld_amt', 'bld_unt']},
      {
        fields: [
          'spga_nurscare_days', 'lv1_nurscare_days', 'scd_nurscare_days', 'lv3_nurscare_days', 'dscg_way', 'acp_medins_name',
          'acp_optins_code', 'days_rinp_flag_31', 'days_rinp_pup_31', 'chfpdr_name', 'chfpdr_code', 'resp_nurs_name', 'resp_nurs_code',
        ],
      },
    ],
  },
  {
    id: 'charges',
    blocks: [
      {fields: ['biz_sn', 'bill_code', 'bill_no', 'setl_begn_date', 'setl_end_date']},
      {
        id: 'items',
        node: 'iteminfo',
        columns: ['med_chrgitm', 'amt', 'claa_sumfee', 'clab_amt', 'fulamt_ownpay_amt', 'oth_amt'],
        sums: true,
      },
      {id: 'funds', node: 'payinfo', columns: ['fund_pay_type', 'fund_payamt'], sums: true},
      {
        fields: [
          'psn_selfpay', 'psn_ownpay', 'acct_pay', 'psn_cashpay', 'hi_paymtd', 'medins_fill_dept', 'medins_fill_psn', 'hsorg',
          'hsorg_opter',
        ],
      },
    ],
  },
];

function isTcm(row) {
  return row.diag_type === '2' || row.diag_type === '3';
}

/** Every field of setlinfo that a part has a place for. */
export const PLACED = new Set(PARTS.flatMap((part) => part.blocks.flatMap((block) => block.fields ?? [])));
