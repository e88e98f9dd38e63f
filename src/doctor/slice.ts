import { defineSlice } from '../slice'
import { doctorRows } from './doctor-rows'
import { doctor } from './operations/doctor'
import { setup } from './operations/setup'

export const doctorSlice = defineSlice({
  rows: {
    doctor: doctorRows,
  },
  operations: [doctor, setup],
})
